import Credentials

/// One thing that a rotator is asked: it is asked `calls` times, and says how many notices and changes came of it, so
/// that nothing is left out and the count can be checked.
struct RotatorCase {
    let what: String
    /// How many keys the rotator holds.
    let keys: Int
    /// What it may cost.
    let limitNanoseconds: Double
    /// What must come of one call.
    let yield: Int
    let prepare: (_ calls: Int) -> RotatorRound
}

/// One round, prepared: what is measured, and the floor beside it.
struct RotatorRound {
    let ours: () -> Int
    let floor: () -> Int
}

/// Keys as an environment has them.
enum BenchKeys {
    static func sdk(_ count: Int) -> [SDKKey] {
        (0..<count).compactMap { _ in SDKKey(Secret(bytes: prefix + randomText(36))) }
    }
    private static let prefix = Array("sdk-".utf8)
}

extension RotatorCase {
    static let operation = 2_000.0
    static let drain = 20_000.0

    static var all: [RotatorCase] {
        [
            RotatorCase(what: "rotate with grace", keys: 10, limitNanoseconds: operation, yield: 3, prepare: rotations),
            RotatorCase(
                what: "a stale notice again", keys: 10, limitNanoseconds: operation, yield: 0, prepare: staleNotices),
            RotatorCase(what: "list 8 keys, 4 of them new", keys: 10, limitNanoseconds: operation, yield: 8) {
                lists($0, changing: true)
            },
            RotatorCase(what: "list the same 8 keys", keys: 10, limitNanoseconds: operation, yield: 0) {
                lists($0, changing: false)
            },
            RotatorCase(
                what: "rotate with grace, and drain", keys: 10, limitNanoseconds: drain, yield: 6,
                prepare: drainedRotations
            ),
            RotatorCase(what: "drain, nothing to do", keys: 250, limitNanoseconds: drain, yield: 0) {
                drains($0, ended: 0)
            },
            RotatorCase(what: "drain, 1 has ended", keys: 250, limitNanoseconds: drain, yield: 3) {
                drains($0, ended: 1)
            },
            RotatorCase(what: "drain, all 250 have ended", keys: 250, limitNanoseconds: drain, yield: 750) {
                drains($0, ended: 250)
            },
            RotatorCase(what: "snapshot", keys: 250, limitNanoseconds: drain, yield: 250, prepare: snapshots),
        ]
    }

    /// A primary and nine predecessors, of which one ends with each rotation.
    private static func rotations(_ calls: Int) -> RotatorRound {
        let keys = BenchKeys.sdk(64)
        let rotator = predecessors(9, of: keys)
        return RotatorRound(
            ours: {
                var rotator = rotator
                return (0..<calls).reduce(0) { $0 + rotate(&rotator, $1 + 10, keys).count }
            }, floor: { replacements(calls, 10, keys) })
    }

    private static func drainedRotations(_ calls: Int) -> RotatorRound {
        let keys = BenchKeys.sdk(64)
        let rotator = predecessors(9, of: keys)
        return RotatorRound(
            ours: {
                var rotator = rotator
                return (0..<calls).reduce(0) { sum, call in
                    let notices = rotate(&rotator, call + 10, keys).count
                    let changes = rotator.drain(at: WallTime(nanoseconds: Int64(call + 10)))
                    return sum + notices + changes.additions.count + changes.clientStarts.count + changes.removals.count
                }
            }, floor: { replacements(calls, 10, keys) })
    }

    /// The tenth key after a primary becomes primary and each has nine rotations of grace.
    private static func rotate(_ rotator: inout CredentialRotator, _ turn: Int, _ keys: [SDKKey]) -> [CredentialNotice]
    {
        let grace = GraceNotice(key: keys[(turn - 1) % keys.count], end: WallTime(nanoseconds: Int64(turn + 8)))
        return rotator.rotateSDKKey(to: keys[turn % keys.count], grace: grace, at: WallTime(nanoseconds: Int64(turn)))
    }

    private static func staleNotices(_ calls: Int) -> RotatorRound {
        let keys = BenchKeys.sdk(64)
        let rotator = predecessors(9, of: keys)
        let grace = GraceNotice(key: keys[8], end: WallTime(nanoseconds: 17))
        return RotatorRound(
            ours: {
                var rotator = rotator
                return (0..<calls).reduce(0) { sum, _ in
                    sum + rotator.rotateSDKKey(to: keys[9], grace: grace, at: WallTime(nanoseconds: 9)).count
                }
            }, floor: { replacements(calls, 10, keys) })
    }

    private static func lists(_ calls: Int, changing: Bool) -> RotatorRound {
        let keys = BenchKeys.sdk(64)
        let end = WallTime(nanoseconds: 100)
        let lists = [2, changing ? 6 : 2].map { first in
            AdditionalKeys((first..<first + 8).map { (keys[$0], $0.isMultiple(of: 2) ? end : nil) })
        }
        let initial = InitialCredentials(sdkKey: keys[0], additionalSDKKeys: lists[1])
        let rotator = CredentialRotator(initial, at: WallTime(nanoseconds: 1))
        return RotatorRound(
            ours: {
                var rotator = rotator
                return (0..<calls).reduce(0) { sum, call in
                    sum + rotator.setAdditionalSDKKeys(lists[call % 2], at: WallTime(nanoseconds: 2)).count
                }
            }, floor: { replacements(calls, 10, keys) })
    }

    /// Each call drains a rotator of its own, because a drain that ends something does so once.
    private static func drains(_ calls: Int, ended: Int) -> RotatorRound {
        let keys = BenchKeys.sdk(251)
        let first = predecessors(250, of: keys)
        let now = WallTime(nanoseconds: Int64(259 + ended))
        var rotators = (0..<calls).map { _ in
            var rotator = first
            _ = rotator.drain(at: WallTime(nanoseconds: 250))  // its arrays are its own from now on
            return rotator
        }
        return RotatorRound(
            ours: {
                rotators.indices.reduce(0) { sum, index in
                    let changes = rotators[index].drain(at: now)
                    return sum + changes.removals.count + changes.clientStops.count + changes.notices.count
                }
            }, floor: { passes(calls, 250) })
    }

    private static func snapshots(_ calls: Int) -> RotatorRound {
        let rotator = predecessors(250, of: BenchKeys.sdk(251))
        return RotatorRound(
            ours: { (0..<calls).reduce(0) { sum, _ in sum + rotator.snapshot().sdk.deprecated.count } },
            floor: { passes(calls, 250) })
    }

    /// Rotated so often, at 1 ns, 2 ns …, each predecessor ending after nine more, or not before all are there.
    private static func predecessors(_ count: Int, of keys: [SDKKey]) -> CredentialRotator {
        var rotator = CredentialRotator(InitialCredentials(sdkKey: keys[0]), at: WallTime(nanoseconds: 0))
        for turn in 1...count {
            let end = count == 9 ? turn + 8 : turn + 258
            rotator.rotateSDKKey(
                to: keys[turn], grace: GraceNotice(key: keys[turn - 1], end: WallTime(nanoseconds: Int64(end))),
                at: WallTime(nanoseconds: Int64(turn)))
        }
        _ = rotator.drain(at: WallTime(nanoseconds: Int64(count)))
        return rotator
    }
}

/// The floor of an operation: one key leaves a dictionary of so many, and another comes.
@inline(never)
private func replacements(_ calls: Int, _ size: Int, _ keys: [SDKKey]) -> Int {
    var ends = Dictionary(uniqueKeysWithValues: keys.prefix(size).map { ($0, WallTime(nanoseconds: 0)) })
    for call in 0..<calls {
        ends[keys[call % keys.count]] = nil
        ends[keys[(call + size) % keys.count]] = WallTime(nanoseconds: Int64(call))
    }
    return ends.count
}

/// The floor of a drain: each of so many ends is looked at once.
@inline(never)
private func passes(_ calls: Int, _ size: Int) -> Int {
    let ends = (0..<size).map { WallTime(nanoseconds: Int64($0)) }
    return (0..<calls).reduce(0) { sum, call in
        let now = WallTime(nanoseconds: Int64(call))
        return sum &+ ends.reduce(0) { $0 &+ (now > $1 ? 1 : 0) }
    }
}
