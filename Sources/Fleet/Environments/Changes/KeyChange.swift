import Credentials
import Scenario

/// What a step makes of what a document states about the keys of one kind.
protocol KeyChange {
    /// Keys that it needs at most and that nobody has yet.
    var draws: Int { get }

    /// False when there is nothing to do it with.
    ///
    /// - Parameter known: what there is beside the document.
    func apply<Key>(
        to orders: inout KeyOrders<Key>, known: KnownKeys<Key>, fresh: [Key], at now: WallTime
    ) -> Bool
}

extension DocumentGrace {
    func notice<Key>(for key: Key, at now: WallTime) -> GraceNotice<Key>? {
        switch self {
        case .none: nil
        case .lasting(let duration): GraceNotice(key: key, end: now.end(after: duration))
        case .past: GraceNotice(key: key, end: WallTime(milliseconds: now.milliseconds - Self.longPast))
        }
    }

    /// Beyond what any clock of a run is skewed by. Milliseconds.
    private static let longPast: Int64 = 60_000
}

extension WallTime {
    /// Cut to milliseconds, as documents have it.
    func end(after duration: UInt64) -> WallTime {
        WallTime(milliseconds: advanced(byNanoseconds: Int64(clamping: duration)).milliseconds)
    }
}

/// The keys of one kind beside those that the document states.
struct KnownKeys<Key: EnvironmentKey> {
    /// What a replica that saw every document holds.
    let held: KeySnapshot<Key>
    /// That were primary, the latest last.
    let former: [Key]

    /// The predecessor that lives longest.
    func livingPredecessor(at now: WallTime) -> Key? {
        held.deprecated.filter { $0.end > now }.max { $0.end < $1.end }?.key
    }

    /// The latest that is not accepted any more.
    func revoked(at now: WallTime) -> Key? {
        let accepted = Set(held.active + held.ending.filter { $0.end > now }.map(\.key))
        return former.last { !accepted.contains($0) }
    }
}

extension AdditionalKeys {
    /// Without what has ended, and without these.
    func left(at now: WallTime, without keys: Set<Key> = []) -> AdditionalKeys {
        AdditionalKeys(
            active.filter { !keys.contains($0) }.map { ($0, nil) }
                + expiring.filter { !keys.contains($0.key) && $0.end > now }.map { ($0.key, $0.end) })
    }
}
