import Credentials
import History

/// What Redis confirmed, in either format of the slot.
enum HeldKey: Equatable, Sendable {
    case fenced(AdminKeySlot)
    case plain(Secret)

    /// Nil after a revoke.
    var value: Secret? {
        switch self {
        case .fenced(let slot): slot.value
        case .plain(let value): value
        }
    }

    /// A revoke is the kill switch: whatever its list says, nothing is outgoing.
    func outgoing(after wall: WallTime) -> [OutgoingKey] {
        guard case .fenced(let slot) = self, slot.value != nil else { return [] }
        return slot.outgoing.filter { wall < $0.end }
    }

    var stamp: VersionStamp {
        switch self {
        case .fenced(let slot): VersionStamp(slot.version)
        case .plain: .zero
        }
    }

    /// True for what a bootstrap wrote: it never beats a rotated key.
    var isBootstrapped: Bool {
        switch self {
        case .fenced(let slot): slot.version.epoch == .zero
        case .plain: false
        }
    }
}

extension VersionStamp {
    package init(_ version: Version) { self.init(epoch: version.epoch.number, nonce: version.nonce.bits) }
}

extension AdminKeySlot {
    /// The same key in force at `wall`; a writer may have dropped outgoing keys that ended.
    func agrees(with other: AdminKeySlot, at wall: WallTime) -> Bool {
        value == other.value
            && HeldKey.fenced(self).outgoing(after: wall) == HeldKey.fenced(other).outgoing(after: wall)
    }
}
