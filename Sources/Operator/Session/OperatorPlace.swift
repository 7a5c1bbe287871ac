import RedisLink

/// Which deployment an operator works on, and how to get there.
package struct OperatorPlace: Sendable {
    package enum Route: Sendable {
        /// One server, which must be a primary.
        case server(RedisEndpoint)
        /// Whoever these Sentinels name.
        case sentinels(RedisSentinelGroup)
    }

    package var route: Route
    package var database: Int
    package var access: RedisAccess
    package var namespace: Namespace

    package init(route: Route, database: Int, access: RedisAccess, namespace: Namespace) {
        self.route = route
        self.database = database
        self.access = access
        self.namespace = namespace
    }
}

/// What the names of one deployment's keys begin with.
package struct Namespace: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    package static let longest = 256

    /// Nil for an empty one, or one with white space, control characters or more than 256 bytes: a name that is easily
    /// mistyped would be another deployment.
    package init?(_ text: String) {
        guard (1...Self.longest).contains(text.utf8.count), text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return nil
        }
        self.text = text
    }

    package var description: String { text }
}
