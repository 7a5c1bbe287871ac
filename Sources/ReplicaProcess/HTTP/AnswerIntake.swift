import ReplicaCore

/// How much of an answer is taken: a value that sees the bytes as they come, and says when it is enough.
struct AnswerIntake: Equatable, Sendable {
    enum Stop: Equatable, Sendable {
        /// The answer is of no use.
        case tooLarge
        /// What is wanted of an error is there.
        case enough
    }

    /// Bytes of all header lines together: libcurl's own limit is for one line.
    static let headLimit = 64 << 10

    private(set) var body: [UInt8] = []
    private(set) var stop: Stop?
    /// The empty line that ends a head has come. A connection that closes before it is no answer, though libcurl calls it one.
    private(set) var isHeadWhole = false
    private var headCount = 0
    private var drained = 0

    /// Takes one line; false ends the transfer.
    mutating func takeHead(_ line: some Collection<UInt8>) -> Bool {
        headCount += line.count
        if line.starts(with: "HTTP/".utf8) { isHeadWhole = false }
        if line.allSatisfy({ $0 == 0x0D || $0 == 0x0A }) { isHeadWhole = true }
        if headCount > Self.headLimit { stop = .tooLarge }
        return stop == nil
    }

    /// Takes a piece of the body; false ends the transfer.
    ///
    /// - Parameter declared: what the server says that the whole body has; below zero when it does not say.
    mutating func take(_ bytes: some Collection<UInt8>, status: Int, declared: Int) -> Bool {
        if (200...299).contains(status) {
            takeGood(bytes, declared: declared)
        } else {
            takeError(bytes)
        }
        return stop == nil
    }

    private mutating func takeGood(_ bytes: some Collection<UInt8>, declared: Int) {
        guard max(declared, body.count + bytes.count) <= RegistrationRequest.bodyLimit else {
            (body, stop) = ([], .tooLarge)
            return
        }
        body += bytes
    }

    private mutating func takeError(_ bytes: some Collection<UInt8>) {
        let kept = min(bytes.count, RegistrationRequest.errorBodyLimit - body.count)
        body += bytes.prefix(kept)
        drained += bytes.count - kept
        if drained > RegistrationRequest.drainLimit { stop = .enough }
    }
}
