import Credentials

/// The plain slot's rules, in Swift (specs/versions.md section 5).
extension MemorySlot {
    private var plainReading: SlotReading {
        switch content {
        case .absent: .absent
        case .text(let text): SlotReading(plain: text)
        case .hash, .otherType: .malformed(.wrongType)
        }
    }

    func plant(
        _ value: Secret, _ nonce: Nonce, _ fingerprint: Fingerprint, by author: SlotLogEntry.Author, client: String
    ) -> SlotChange {
        guard content == .absent else { return SlotChange(effect: .left, stands: plainReading) }
        return write(value, nonce, fingerprint, by: author, client)
    }

    func rotatePlain(_ request: SlotRotation, value: Secret, client: String) -> SlotChange {
        let nonce = request.identity.nonce
        if !request.identity.isFirstAttempt, let done = loggedVersion(of: nonce) {
            let isStanding = content == .absent || plainReading == .plain(value)
            return SlotChange(effect: isStanding ? .alreadyDone : .superseded, stands: plainReading, version: done)
        }
        let change = write(value, nonce, request.fingerprint, by: .rotate, client)
        publish([])
        return change
    }

    private func write(
        _ value: Secret, _ nonce: Nonce, _ fingerprint: Fingerprint, by author: SlotLogEntry.Author, _ client: String
    ) -> SlotChange {
        let version = Version(epoch: .zero, nonce: nonce)
        append(version, fingerprintBits: fingerprint.bits, by: author, client: client)
        content = .text(value.withBytes { $0 })
        return SlotChange(effect: .wrote, stands: plainReading, version: version)
    }

    func read(_ format: SlotFormat, at reader: WallTime) -> SlotReading {
        format == .plain ? plainReading : StandingRecord(content, now: reader).reading
    }

    func sample(_ format: SlotFormat, at reader: WallTime) -> SlotSample {
        switch (format, content) {
        case (.fenced, .hash(let hash)): SlotSample(hash: hash, now: reader)
        case (.plain, .text(let text)): SlotSample(plain: text)
        case (_, .absent): SlotSample(content: .absent, version: nil, value: nil)
        default: .wrongType
        }
    }
}
