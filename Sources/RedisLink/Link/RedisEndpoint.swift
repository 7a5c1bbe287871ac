/// Where a Redis listens.
public enum RedisEndpoint: Hashable, Sendable {
    /// A numeric address, or a name (whose lookup blocks the loop); `source` is the local address to connect from.
    case tcp(host: String, port: Int, source: String? = nil)
    case unix(path: String)
}

extension RedisEndpoint: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tcp(let host, let port, nil): "\(host):\(port)"
        case .tcp(let host, let port, let source?): "\(host):\(port) from \(source)"
        case .unix(let path): path
        }
    }
}
