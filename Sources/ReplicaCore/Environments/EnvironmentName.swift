import Credentials

/// One environment of a replica: published in the store under its id, or named by the configuration.
package enum EnvironmentName: Hashable, Sendable {
    case published(EnvironmentID)
    case configured(String)
}

/// What a status page calls it. An id is no secret.
extension EnvironmentName: CustomStringConvertible {
    package var description: String {
        switch self {
        case .published(let id): id.description
        case .configured(let name): name
        }
    }
}

/// In bytes, so that every process sorts alike.
extension EnvironmentName: Comparable {
    package static func < (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.published(let left), .published(let right)): left < right
        case (.configured(let left), .configured(let right)): left.utf8.lexicographicallyPrecedes(right.utf8)
        case (.configured, .published): true
        case (.published, .configured): false
        }
    }
}
