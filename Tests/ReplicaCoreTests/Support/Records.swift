import Credentials
import History

@testable import ReplicaCore

/// A record of a fenced slot, with what a test does not care about filled in.
func slot(
    _ epoch: UInt64, _ value: String?, nonce: UInt64 = 1, outgoing: [(String, Int64)] = [],
    after previous: Version? = nil,
    by author: SlotAuthor? = nil
) -> AdminKeySlot {
    AdminKeySlot(
        version: version(epoch, nonce), value: value.map { Secret(text: $0) },
        outgoing: outgoing.map { OutgoingKey(value: Secret(text: $0.0), end: WallTime(milliseconds: $0.1)) },
        previous: previous, author: author ?? (value == nil ? .revoke : epoch == 0 ? .bootstrap : .rotate),
        fingerprintKey: Watch.fingerprintKey)
}

func version(_ epoch: UInt64, _ nonce: UInt64 = 1) -> Version {
    Version(epoch: Epoch(epoch) ?? .zero, nonce: Nonce(bits: nonce))
}

func plain(_ text: String) -> SlotReading { .plain(Secret(text: text)) }

extension SlotReading {
    static func fenced(_ epoch: UInt64, _ value: String?, nonce: UInt64 = 1) -> SlotReading {
        .fenced(slot(epoch, value, nonce: nonce))
    }
}

extension [ReplicaEffect] {
    var events: [Event] { compactMap { if case .record(let event) = $0 { event } else { nil } } }
}

extension [AdminKeyEffect] {
    /// Without the history's records.
    var acts: [AdminKeyEffect] { filter { if case .record = $0 { false } else { true } } }

    var events: [Event] { compactMap { if case .record(let event) = $0 { event } else { nil } } }

    var applied: [(version: VersionStamp, path: ApplyPath)] {
        events.compactMap { if case .applied(let version, _, _, let path) = $0 { (version, path) } else { nil } }
    }

    var refusals: [SlotRefusal] {
        events.compactMap { if case .slotRefused(let what, _) = $0 { what } else { nil } }
    }

    /// A write of the slot, if there is one among these.
    var write: AdminKeyEffect? {
        first { effect in
            switch effect {
            case .bootstrap, .repair, .replant: true
            default: false
            }
        }
    }
}
