/// What a replica says to upstream, in two lines: who it is, and the credential.
package struct UpstreamGreeting: Equatable, Sendable {
    package let replica: UInt32
    package let incarnation: UInt32
    package let credential: [UInt8]

    package init(replica: UInt32, incarnation: UInt32, credential: [UInt8]) {
        self.replica = replica
        self.incarnation = incarnation
        self.credential = credential
    }

    /// Nil for a credential that no line can hold.
    package var text: [UInt8]? {
        guard !credential.contains(LineBuffer.end), credential.count <= LineBuffer.longest else { return nil }
        return Array("replica \(replica).\(incarnation)\n".utf8) + credential + [LineBuffer.end]
    }

    /// Nil unless the first line is `replica ID.INCARNATION`.
    package init?(_ line: [UInt8], credential: [UInt8]) {
        let words = String(decoding: line, as: UTF8.self).split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 2, words[0] == "replica" else { return nil }
        let numbers = words[1].split(separator: ".", omittingEmptySubsequences: false).map { UInt32($0) }
        guard numbers.count == 2, let replica = numbers[0], let incarnation = numbers[1] else { return nil }
        self.init(replica: replica, incarnation: incarnation, credential: credential)
    }
}

/// Events that a replica sends on a client that runs: as whom, in one line. What they say is nobody's concern here.
package enum UpstreamEvents {
    private static let word = Array("events ".utf8)

    /// Nil for a credential that no line can hold.
    package static func text(as credential: [UInt8]) -> [UInt8]? {
        guard !credential.contains(LineBuffer.end), credential.count + word.count <= LineBuffer.longest else {
            return nil
        }
        return word + credential + [LineBuffer.end]
    }

    /// As whom; nil for another line.
    package static func credential(in line: [UInt8]) -> [UInt8]? {
        line.starts(with: word) ? Array(line.dropFirst(word.count)) : nil
    }
}

/// What upstream says to a replica, a line each. Updates are numbered, and the numbers only rise.
package enum UpstreamWord: Equatable, Sendable {
    /// The credential is good; the number of the latest update.
    case welcome(data: UInt64)
    case refused
    case update(UInt64)
    /// Events came as this credential, and it is not good. Of those that are taken nothing is said.
    case denied([UInt8])

    package var text: [UInt8] {
        switch self {
        case .welcome(let data): Array("ok \(data)\n".utf8)
        case .refused: Array("refused\n".utf8)
        case .update(let number): Array("update \(number)\n".utf8)
        case .denied(let credential): Self.denial + credential + [LineBuffer.end]
        }
    }

    private static let denial = Array("denied ".utf8)

    package init?(_ line: [UInt8]) {
        guard !line.starts(with: Self.denial) else {
            self = .denied(Array(line.dropFirst(Self.denial.count)))
            return
        }
        let words = String(decoding: line, as: UTF8.self).split(separator: " ", omittingEmptySubsequences: false)
        switch (words.first, words.count, words.last.flatMap { UInt64($0) }) {
        case ("ok", 2, let data?): self = .welcome(data: data)
        case ("update", 2, let number?): self = .update(number)
        case ("refused", 1, _): self = .refused
        default: return nil
        }
    }
}

/// Makes lines of what arrives in pieces.
package struct LineBuffer: Sendable {
    package static let end = UInt8(ascii: "\n")
    /// Bytes of the longest line: more is no conversation.
    package static let longest = 8 * 1024

    private var bytes: [UInt8] = []
    /// A line was too long; nothing that follows can be understood.
    package private(set) var isOverfull = false

    package init() {}

    package mutating func append(_ more: some Collection<UInt8>) {
        guard !isOverfull else { return }
        bytes.append(contentsOf: more)
    }

    /// The next whole line without its end.
    package mutating func next() -> [UInt8]? {
        guard let place = bytes.firstIndex(of: Self.end) else {
            if bytes.count > Self.longest { (isOverfull, bytes) = (true, []) }
            return nil
        }
        let line = Array(bytes[..<place])
        bytes.removeFirst(place + 1)
        guard line.count <= Self.longest else {
            (isOverfull, bytes) = (true, [])
            return nil
        }
        return line
    }
}
