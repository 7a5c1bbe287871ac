/// Where a primary is, as a Sentinel says it.
struct SentinelAddress: Equatable {
    let host: String
    let port: Int

    /// Nil for what cannot be connected to.
    init?(host: some Collection<UInt8>, port: some Collection<UInt8>) {
        guard !host.isEmpty, let port = Int(String(decoding: port, as: UTF8.self)), (1...65535).contains(port) else {
            return nil
        }
        self.host = String(decoding: host, as: UTF8.self)
        self.port = port
    }
}

/// Which node is the primary, and which of the Sentinels says so.
struct SentinelNaming: Equatable {
    let endpoint: RedisEndpoint
    /// Its place in the group.
    let sentinel: Int
}

/// What a Sentinel makes of the question for the primary.
enum SentinelAnswer: Equatable {
    case named(SentinelAddress)
    /// It does not watch a primary of that name.
    case unknown
    /// It did not answer, or refuses to.
    case failed(RedisError)

    init(_ result: Result<RedisReply, RedisError>) {
        switch result {
        case .failure(let error): self = .failed(error)
        case .success(.null): self = .unknown
        case .success(.array(let parts)):
            guard parts.count == 2, case .string(let host) = parts[0], case .string(let port) = parts[1],
                let address = SentinelAddress(host: host, port: port)
            else { fallthrough }
            self = .named(address)
        case .success: self = .failed(.sentinelAnsweredOddly)
        }
    }
}

/// The message `+switch-master`: the name, the old address, the new address.
struct SwitchAnnouncement: Equatable {
    let masterName: [UInt8]
    let address: SentinelAddress

    static let channel = "+switch-master"

    /// Nil for a message of another shape.
    init?(_ payload: [UInt8]) {
        let words = payload.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard words.count == 5, let address = SentinelAddress(host: words[3], port: words[4]) else { return nil }
        masterName = Array(words[0])
        self.address = address
    }
}
