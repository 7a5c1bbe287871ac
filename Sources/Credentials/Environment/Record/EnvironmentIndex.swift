/// Which environments there are, and the version of each: all that a poll reads.
package struct EnvironmentIndex: Equatable, Sendable {
    package private(set) var versions: [EnvironmentID: Version] = [:]
    /// Entries that are no version, or one more than 24 h ahead: nothing is known of these environments.
    package private(set) var malformed: Set<EnvironmentID> = []

    package init() {}

    /// Reads the reply of HGETALL: ids and versions by turns.
    package init(hash: [[UInt8]], now: WallTime) {
        for place in stride(from: 0, to: hash.count - 1, by: 2) {
            guard let id = EnvironmentID(bytes: hash[place]) else { continue }
            if let version = Version(entry: hash[place + 1]), !version.epoch.isPoisoned(at: now) {
                versions[id] = version
            } else {
                malformed.insert(id)
            }
        }
    }
}

extension Version {
    /// `E:N`, an entry of the index.
    package init?(entry: some Collection<UInt8>) {
        let parts = entry.split(separator: 0x3A, omittingEmptySubsequences: false)
        guard parts.count == 2, let epoch = Epoch(text: parts[0]), let nonce = Nonce(text: parts[1]) else { return nil }
        self.init(epoch: epoch, nonce: nonce)
    }
}

extension EnvironmentID {
    /// Nil for no bytes at all, which means "undefined".
    package init?(bytes: [UInt8]) {
        guard !bytes.isEmpty else { return nil }
        self.bytes = bytes
    }
}
