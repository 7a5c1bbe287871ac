import Credentials
import RedisLink

/// What every script about a row answers; see `answer` in the prelude.
struct RegistrationRowAnswer {
    let did: String
    let stands: RegistrationReading
    /// What a script adds of its own.
    let more: [[UInt8]]

    /// Nil for an answer of another shape, not for a row of the wrong type.
    init?(_ reply: RedisReply, under key: RegistrationKey, now: WallTime) {
        guard case .array(let parts) = reply, parts.count >= 3, let did = parts[0].text, let kind = parts[1].text,
            let content = parts[2].bytes, let more = RedisReply.array(Array(parts[3...])).strings
        else { return nil }
        self.did = did
        self.more = more
        switch kind {
        case "none": stands = .absent
        case "string": stands = RegistrationReading(row: content, under: key, now: now)
        default: stands = .malformed(.wrongType)
        }
    }
}

extension LeaseResult {
    /// Fence, milliseconds left, failures, and whether the store itself finds the row sound.
    init?(_ answer: RegistrationRowAnswer, of request: LeaseRequest) {
        guard answer.more.count == 4 else { return nil }
        switch answer.did {
        case "taken":
            guard let fence = Epoch(text: answer.more[0])?.number else { return nil }
            let lease = RegistrationLease(key: request.key, holder: request.holder, fence: fence)
            self = .taken(lease, stands: answer.stands, isSoundToStore: answer.more[3] == [0x31])
        case "held":
            guard let rest = Epoch(text: answer.more[1])?.number, let failures = Epoch(text: answer.more[2])?.number
            else { return nil }
            self = .held(milliseconds: Int64(rest), failures: Int(failures), stands: answer.stands)
        default: return nil
        }
    }
}

extension RegistrationPut.Condition {
    var bytes: [UInt8] {
        switch self {
        case .always: Array("always".utf8)
        case .absent: Array("absent".utf8)
        case .present: Array("present".utf8)
        case .notAbove: Array("not-above".utf8)
        }
    }

    var version: Version {
        switch self {
        case .always, .absent: .unstored
        case .present(let version), .notAbove(let version): version
        }
    }
}

extension RegistrationLease {
    var fenceBytes: [UInt8] { Array(String(fence).utf8) }
}

extension Registration {
    /// The end of the secret in milliseconds, or nothing.
    var endBytes: [UInt8] { secretExpiresAt.map { Array(String($0.milliseconds).utf8) } ?? [] }
}

extension RedisReply {
    /// One or zero.
    var flag: Bool? {
        switch self {
        case .integer(1): true
        case .integer(0): false
        default: nil
        }
    }
}
