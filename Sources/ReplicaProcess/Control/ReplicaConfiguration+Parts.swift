// A configuration names every credential of the run, and a socket takes no message over some 200 KiB
// (net.core.wmem_max): what is too large for one message goes in several.
extension ReplicaConfiguration {
    /// Bytes of tokens in one message: far below what any kernel takes, and few messages for thousands.
    fileprivate static let partSize = 32 * 1024

    /// What says it all: a `welcome`, and then the tokens that did not fit, in `know` orders of a number that asks for nothing.
    package var welcome: [ReplicaOrder] {
        var parts = tokens.parts(ofBytes: Self.partSize)[...]
        var first = self
        first.tokens = parts.popFirst() ?? []
        first.furtherTokens = UInt32(tokens.count - first.tokens.count)
        return [.welcome(first)] + parts.map { .know(number: 0, $0) }
    }

    /// Puts it together from one message after the other; nil when they end too soon, or are no configuration.
    package init?(receiving next: () -> [UInt8]?) {
        func order() -> ReplicaOrder? { next().flatMap { try? ReplicaOrder(decoding: $0) } }
        guard case .welcome(var configuration)? = order() else { return nil }
        while configuration.furtherTokens > 0 {
            guard case .know(_, let more)? = order(), !more.isEmpty, more.count <= Int(configuration.furtherTokens)
            else { return nil }
            configuration.tokens += more
            configuration.furtherTokens -= UInt32(more.count)
        }
        self = configuration
    }
}

extension ReplicaOrder {
    /// The orders, encoded, by which a replica gets to know these; only the last one asks for an answer.
    package static func announcement(of tokens: [KnownToken], number: UInt32) -> [[UInt8]] {
        let parts = tokens.parts(ofBytes: ReplicaConfiguration.partSize)
        return parts.enumerated().map { index, part in
            ReplicaOrder.know(number: index == parts.count - 1 ? number : 0, part).encoded
        }
    }
}

extension [KnownToken] {
    /// In order, at least one in each part.
    fileprivate func parts(ofBytes size: Int) -> [[KnownToken]] {
        var parts: [[KnownToken]] = []
        var room = 0
        for token in self {
            if token.encodedSize > room || parts.isEmpty {
                parts.append([])
                room = size
            }
            parts[parts.count - 1].append(token)
            room -= token.encodedSize
        }
        return parts
    }
}

extension KnownToken {
    fileprivate var encodedSize: Int {
        4 + 4 + secret.count + 8 + 1 + (managed == nil ? 0 : 1 + 16 + 8) + 1 + (environment == nil ? 0 : 1 + 4)
    }
}
