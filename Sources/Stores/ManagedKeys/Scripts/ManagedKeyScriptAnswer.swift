import Credentials
import RedisLink

/// What every script of the managed keys answers: what it did, and the row that stands.
enum ManagedKeyScriptAnswer {
    private enum Verdict: String {
        case wrote, already, unknown, damaged, expired
        case duplicateID = "duplicate-id"
        case duplicateHash = "duplicate-hash"
        case otherVersion = "other-version"
        case storeDamaged = "store-damaged"
    }

    static func change(_ reply: RedisReply) throws(ManagedKeyStoreError) -> ManagedKeyChange {
        guard let parts = reply.strings, parts.count == 2,
            let verdict = Verdict(rawValue: String(decoding: parts[0], as: UTF8.self))
        else { throw ManagedKeyStoreError(.unknown, .unreadableAnswer) }
        if let cause = cause(of: verdict) { throw ManagedKeyStoreError(.failed, cause) }
        do throws(ManagedKeyRowFlaw) {
            return ManagedKeyChange(didWrite: verdict == .wrote, record: try ManagedKeyRecord(row: parts[1]))
        } catch {
            // What a script leaves alone may be more than it judges; what it writes is sound.
            guard verdict == .already else { throw ManagedKeyStoreError(.unknown, .unreadableAnswer) }
            throw ManagedKeyStoreError(.failed, .damagedRow(error))
        }
    }

    private static func cause(of verdict: Verdict) -> ManagedKeyStoreError.Cause? {
        switch verdict {
        case .wrote, .already: nil
        case .unknown: .unknownID
        case .damaged: .damagedRow(.damaged)
        case .expired: .expiryPassed
        case .duplicateID: .duplicateID
        case .duplicateHash: .duplicateHash
        case .otherVersion: .damagedRow(.otherVersion)
        case .storeDamaged: .storeDamaged
        }
    }
}
