import Credentials
import History

@testable import ReplicaCore

/// What must hold in every run, judged from outside the watcher: from its effects, from what was delivered to it, and
/// from a ledger of what ever stood in the slot.
struct Monitor {
    /// What one life of a replica said and was told.
    struct Observed {
        var applied: VersionStamp?
        var inForce = InForce.nothing
        /// When a good answer was last handed in, in world time.
        var lastGood: UInt64?
        var wasToldAbsent = false
        var openReads = 0
        var openWrites = 0
        var historyIndex = 0
    }

    enum InForce: Equatable {
        case nothing
        case configured(Secret)
        case record(AdminKeySlot)
        case plain(Secret)
    }

    private(set) var violations: [String] = []
    var ledger: [VersionStamp: AdminKeySlot] = [:]
    var secrets: [FingerprintBits: Secret] = [:]
    var observed: [Observed]
    let settings: AdminKeySettings

    init(replicas: Int, settings: AdminKeySettings) {
        observed = Array(repeating: Observed(), count: replicas)
        self.settings = settings
    }

    mutating func note(_ violation: String) {
        if violations.count < 20 { violations.append(violation) }
    }

    mutating func check(_ holds: Bool, _ sentence: @autoclosure () -> String) {
        if !holds { note(sentence()) }
    }

    mutating func delivered(_ input: AdminKeyInput, to replica: Int, at now: UInt64) {
        switch input {
        case .readEnded(let result):
            observed[replica].openReads -= 1
            hear(result, replica, now)
        case .writeEnded(let result):
            observed[replica].openWrites -= 1
            hear(result.map(\.stands), replica, now)
        default: break
        }
    }

    private mutating func hear(_ result: Result<SlotReading, SlotReadFailure>, _ replica: Int, _ now: UInt64) {
        switch result {
        case .success(.fenced), .success(.plain):
            observed[replica].lastGood = now
            observed[replica].wasToldAbsent = false
        case .success(.absent): observed[replica].wasToldAbsent = true
        case .success(.blank), .success(.malformed), .failure: observed[replica].wasToldAbsent = false
        }
    }

    mutating func performed(
        _ effect: AdminKeyEffect, by replica: SimulatedReplica, number: Int, slot: ModelSlot, at now: UInt64
    ) {
        switch effect {
        case .read:
            observed[number].openReads += 1
            check(observed[number].openReads == 1, "r\(number) has two reads under way")
            check(replica.watcher.status.isLinkUp, "r\(number) reads without a link")
        case .bootstrap(let value): judgeBootstrap(value, by: replica, number, now)
        case .replant(let value):
            judgeWrite(by: replica, number)
            check(observed[number].wasToldAbsent, "r\(number) plants into a slot that was not read as absent")
            check(isFresh(number, now), "r\(number) plants what it read long ago")
            check(observed[number].inForce == .plain(value), "r\(number) plants what is not in force")
        case .repair(let record):
            judgeWrite(by: replica, number)
            check(record.version.epoch > .zero, "r\(number) repairs a bootstrap")
            let stood = ledger[VersionStamp(record.version)]
            check(stood?.value == record.value, "r\(number) repairs what never stood in the slot")
            check(stood?.outgoing == record.outgoing, "r\(number) repairs another list")
        case .record(.applied(let version, let fingerprint, _, let path)):
            judgeApplication(version, fingerprint, path, replica, number, slot)
        case .record, .swap, .ready, .generate, .keepGenerated: break
        }
    }

    private mutating func judgeWrite(by replica: SimulatedReplica, _ number: Int) {
        observed[number].openWrites += 1
        check(observed[number].openWrites == 1, "r\(number) has two writes under way")
        check(replica.watcher.status.isLinkUp, "r\(number) writes without a link")
        check(settings.repair == .replicas, "r\(number) writes without the permission")
    }

    private mutating func judgeBootstrap(_ value: Secret, by replica: SimulatedReplica, _ number: Int, _ now: UInt64) {
        judgeWrite(by: replica, number)
        check(observed[number].wasToldAbsent, "r\(number) bootstraps a slot that was not read as absent")
        switch observed[number].inForce {
        case .nothing, .configured:
            check(value == replica.configured ?? replica.drawn, "r\(number) bootstraps a key that is not its own")
        case .plain: note("r\(number) bootstraps although a key is confirmed")
        case .record(let record):
            check(record.version.epoch == .zero, "r\(number) bootstraps over a rotated key")
            check(record.value == value, "r\(number) puts another key back")
            check(isFresh(number, now), "r\(number) puts back what it read long ago")
        }
    }

    private func isFresh(_ number: Int, _ now: UInt64) -> Bool {
        guard let last = observed[number].lastGood else { return false }
        return now - last < 2 * settings.poll + settings.commandDeadline
    }

    private mutating func judgeApplication(
        _ version: VersionStamp, _ fingerprint: FingerprintBits, _ path: ApplyPath, _ replica: SimulatedReplica,
        _ number: Int, _ slot: ModelSlot
    ) {
        let secret = secrets[fingerprint]
        check(fingerprint == .none || secret != nil, "r\(number) applies a key that nobody made")
        if path == .configuration {
            check(observed[number].inForce == .nothing, "r\(number) falls back to its configuration")
            observed[number].inForce = secret.map { .configured($0) } ?? .nothing
        } else if settings.format == .plain {
            judgeOrder(of: secret, number, slot)
        } else {
            judgeRecord(version, secret, number)
        }
    }

    private mutating func judgeRecord(_ version: VersionStamp, _ secret: Secret?, _ number: Int) {
        guard let record = ledger[version] else { return note("r\(number) applies a version that never stood") }
        check(record.value == secret, "r\(number) applies another value of \(version)")
        if let before = observed[number].applied {
            let isBetweenBootstraps = before.epoch == 0 && version.epoch == 0
            check(before < version || isBetweenBootstraps, "r\(number) falls from \(before) to \(version)")
        }
        observed[number].applied = version
        observed[number].inForce = .record(record)
    }

    /// Plain: what a replica applies is a subsequence of what stood in the slot.
    private mutating func judgeOrder(of secret: Secret?, _ number: Int, _ slot: ModelSlot) {
        guard let secret else { return note("r\(number) applies nothing") }
        let rest = slot.written.indices.dropFirst(observed[number].historyIndex)
        if let index = rest.first(where: { slot.written[$0] == .plain(secret) }) {
            observed[number].historyIndex = index
        } else {
            note("r\(number) applies values in an order in which they never stood")
        }
        observed[number].inForce = .plain(secret)
    }

    /// The keys that this replica has to accept now, and no other.
    func accepted(by number: Int, at wall: WallTime) -> [Secret] {
        if settings.atStart == .refuse, observed[number].lastGood == nil { return [] }
        return switch observed[number].inForce {
        case .nothing: []
        case .configured(let secret), .plain(let secret): [secret]
        case .record(let record):
            record.value.map { [$0] + record.outgoing.filter { wall < $0.end }.map(\.value) } ?? []
        }
    }
}
