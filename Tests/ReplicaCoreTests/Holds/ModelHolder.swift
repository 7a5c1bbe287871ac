import Credentials

@testable import ReplicaCore

/// One replica of a model world: what it accepts, by the rules of specs/versions.md sections 2 and 6, with a real
/// reporter. Times are milliseconds of the world.
struct ModelHolder {
    struct Read {
        let sent: Int64
        let arrives: Int64
        let version: Version
    }

    struct Write {
        let claim: HoldsClaim
        let reaches: Int64
        let answered: Int64
        /// Nil while it is on its way.
        var result: HoldsWrite?
    }

    let name: ReplicaName
    /// Of `refuse-after`; nil for `keep`.
    let refuseAfter: Int64?
    var isAlive = true
    var incarnation: UInt32 = 1
    var reporter: HoldsReporter
    var isLinkUp = false
    var frozenUntil: Int64 = 0
    /// Redis refuses its writes, and answers its reads.
    var isRefusedUntil: Int64 = 0
    var held: Version?
    var lastGoodRead: Int64?
    var nextPoll: Int64 = 0
    var read: Read?
    var write: Write?

    static let poll: Int64 = 500
    static let deadline: Int64 = 250

    init(_ name: ReplicaName, refuseAfter: Int64?, seed: UInt64) {
        self.name = name
        self.refuseAfter = refuseAfter
        reporter = Self.reporter(name, 1, refuseAfter, seed)
    }

    private static func reporter(
        _ name: ReplicaName, _ incarnation: UInt32, _ refuseAfter: Int64?, _ seed: UInt64
    ) -> HoldsReporter {
        HoldsReporter(
            settings: HoldsSettings(
                replica: name, incarnation: incarnation, refuseAfterMilliseconds: refuseAfter.map { UInt64($0) }),
            holding: Holding(admin: .fenced(nil), hasReadAdmin: false, keys: nil), seed: seed)
    }

    /// Starts a new life, which accepts nothing before its first read (`at-start: refuse`).
    mutating func restart(seed: UInt64) {
        var next = ModelHolder(name, refuseAfter: refuseAfter, seed: seed)
        next.incarnation = incarnation + 1
        next.reporter = Self.reporter(name, next.incarnation, refuseAfter, seed)
        self = next
    }

    /// Whether somebody with the key of this version gets in, or would as soon as the process runs on.
    func accepts(_ version: Version, at now: Int64) -> Bool {
        guard isAlive, held == version, let lastGoodRead else { return false }
        return refuseAfter.map { now - lastGoodRead < $0 } ?? true
    }

    var holding: Holding { Holding(admin: .fenced(held), hasReadAdmin: lastGoodRead != nil, keys: nil) }
}
