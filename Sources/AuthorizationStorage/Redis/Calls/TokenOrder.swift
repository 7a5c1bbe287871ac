import Credentials
import RedisLink

/// What the script that stores a token is told.
struct TokenOrder {
    let keys: [[UInt8]]
    let arguments: [[UInt8]]

    init(
        _ kind: TokenRows, _ signature: String, _ session: Session, _ value: [UInt8], in space: KeySpace,
        at now: WallTime
    ) {
        keys = [
            space.token(kind, signature), space.family(kind, session.requestID), space.revoked(session.requestID),
            space.client(session.client?.id ?? ""),
        ]
        let life = Lifetime.session(session, as: kind.tokenKind, at: now)
        arguments = [value, life.argument, signature.bytes, space.prefix(of: kind.index)]
    }
}

/// The commands that the storage sends, as lists of arguments, for whoever measures what they cost without it.
package struct StorageCommands: Sendable {
    private let keys: KeySpace

    package init(_ prefix: KeyPrefix) { keys = KeySpace(prefix) }

    package func readAccessToken(_ signature: String) -> [[UInt8]] { ["GET".bytes, keys.token(.access, signature)] }

    package func readClient(_ id: String) -> [[UInt8]] { ["GET".bytes, keys.client(id)] }

    /// - Parameter value: the document of the session.
    package func createAccessToken(
        _ signature: String, _ session: Session, _ value: [UInt8], at now: WallTime
    ) -> [[UInt8]] {
        let order = TokenOrder(.access, signature, session, value, in: keys, at: now)
        return StorageScript.createToken.list(keys: order.keys, arguments: order.arguments)
    }
}
