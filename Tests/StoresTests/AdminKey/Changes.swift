import Credentials

@testable import Stores

/// Short ways to ask for changes, so that a test reads as the story it tells.
enum Draw {
    static let fingerprintKey = FingerprintKey(bytes: 0..<16) ?? .random()
    static func nonce() -> Nonce { Nonce(bits: .random(in: 1...UInt64.max)) }
    static func fingerprint(_ value: String) -> Fingerprint {
        Fingerprint(of: Secret(text: value), key: fingerprintKey)
    }
}

extension SlotBootstrap {
    init(_ value: String, nonce: Nonce = Draw.nonce()) {
        self.init(
            value: Secret(text: value), nonce: nonce, fingerprintKey: Draw.fingerprintKey,
            fingerprint: Draw.fingerprint(value))
    }
}

extension SlotReplant {
    init(_ value: String, nonce: Nonce = Draw.nonce()) {
        self.init(value: Secret(text: value), nonce: nonce, fingerprint: Draw.fingerprint(value))
    }
}

extension SlotRotation {
    init(
        _ value: String, grace seconds: UInt64 = 0, nonce: Nonce = Draw.nonce(), floor: Epoch = .zero,
        isFirstAttempt: Bool = false
    ) {
        self.init(
            value: Secret(text: value),
            identity: ChangeIdentity(nonce: nonce, floor: floor, isFirstAttempt: isFirstAttempt),
            graceNanoseconds: seconds * 1_000_000_000, fingerprintKey: Draw.fingerprintKey,
            fingerprint: Draw.fingerprint(value))
    }
}

extension SlotRevocation {
    init(nonce: Nonce = Draw.nonce(), floor: Epoch = .zero) {
        self.init(identity: ChangeIdentity(nonce: nonce, floor: floor), fingerprintKey: Draw.fingerprintKey)
    }
}

extension AdminKeySlot {
    /// A record to plant; its epoch in milliseconds, its outgoing keys as values with their ends.
    init(
        epoch: Int64, nonce: Nonce = Draw.nonce(), value: String?, outgoing: [(String, WallTime)] = [],
        previous: Version? = nil, author: SlotAuthor = .rotate
    ) {
        self.init(
            version: Version(epoch: Epoch(UInt64(epoch)) ?? .zero, nonce: nonce), value: value.map { Secret(text: $0) },
            outgoing: outgoing.map { OutgoingKey(value: Secret(text: $0.0), end: $0.1) }, previous: previous,
            author: author, fingerprintKey: Draw.fingerprintKey)
    }

    var valueText: String? { value?.text }
    var outgoingTexts: [String] { outgoing.map { $0.value.text } }
}

extension Secret {
    var text: String { withBytes { String(decoding: $0, as: UTF8.self) } }
}

extension WallTime {
    func advanced(seconds: Int64) -> WallTime { advanced(byNanoseconds: seconds * 1_000_000_000) }
    func advanced(hours: Int64) -> WallTime { advanced(seconds: hours * 3600) }
}

extension AdminKeySlotStore {
    func read() async throws -> SlotReading { try await awaited { read($0) } }
    func sample() async throws -> SlotSample { try await awaited { sample($0) } }
    func readLog(after id: SlotLogID? = nil) async throws -> SlotLogPage {
        try await awaited { readLog(after: id, $0) }
    }
    func bootstrap(_ request: SlotBootstrap) async throws -> SlotChange { try await awaited { bootstrap(request, $0) } }
    func replant(_ request: SlotReplant) async throws -> SlotChange { try await awaited { replant(request, $0) } }
    func rotate(_ request: SlotRotation) async throws -> SlotChange { try await awaited { rotate(request, $0) } }
    func revoke(_ request: SlotRevocation = .init()) async throws -> SlotChange {
        try await awaited { revoke(request, $0) }
    }

    func endGrace(
        nonce: Nonce = Draw.nonce(), floor: Epoch = .zero, fingerprint: Fingerprint? = nil
    ) async throws -> SlotChange {
        try await awaited { endGrace(ChangeIdentity(nonce: nonce, floor: floor), fingerprint: fingerprint, $0) }
    }

    func repair(_ record: AdminKeySlot) async throws -> SlotChange {
        let fingerprint = record.value.map { Fingerprint(of: $0, key: Draw.fingerprintKey) }
        return try await awaited { repair(record, fingerprint: fingerprint, $0) }
    }
}

extension SlotDamager {
    @discardableResult func delete() async throws -> Bool { try await awaited { delete($0) } }
    @discardableResult func corrupt(_ harm: SlotHarm) async throws -> Bool { try await awaited { corrupt(harm, $0) } }
}

func awaited<Success: Sendable, Failure: Error>(
    _ start: (@escaping (Result<Success, Failure>) -> Void) -> Void
) async throws -> Success {
    try await withCheckedThrowingContinuation { continuation in start { continuation.resume(with: $0) } }
}
