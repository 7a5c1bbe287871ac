import Credentials

@testable import ReplicaCore

/// What must hold of one replica's trace (specs/environment-credentials.md, section 18): a pure function of what happened,
/// fed with one entry after the other.
protocol TraceInvariant {
    static var name: String { get }
    init()
    /// What is wrong with this event. `view` is the state before it; `model` is what must hold with it.
    mutating func see(_ event: TraceEvent, at now: Moment, _ view: TraceView, _ model: TraceModel) -> [String]
}

struct TraceViolation: Equatable, CustomStringConvertible {
    let invariant: String
    let replica: Int
    let time: Int64
    let sentence: String
    var description: String { "\(invariant) r\(replica) at \(time) ms: \(sentence)" }
}

/// Runs every invariant over a trace, in one pass.
enum TraceJudge {
    static var invariants: [any TraceInvariant.Type] {
        [
            GateIsModel.self, ClientsAreModel.self, OneClientPerKey.self, EventsAsPrimary.self, OneRolePerKey.self,
            TimedRemovalInTime.self, OmittedIsRefused.self, NoChurn.self, OneRegistration.self, MappedLast.self,
            StatusIsModel.self, NoKeyInText.self, OneMeaningPerText.self, ReplayIsSilent.self,
            AllResolveTogether.self, EndsInOneState.self,
        ]
    }

    static func judge(_ trace: [TraceEntry], offline: Set<String> = []) -> [TraceViolation] {
        let replicas = Set(trace.map(\.replica)).sorted()
        return replicas.flatMap { replica in judge(trace.filter { $0.replica == replica }, offline) }
    }

    private static func judge(_ entries: [TraceEntry], _ offline: Set<String>) -> [TraceViolation] {
        var (view, model) = (TraceView(), TraceModel(offline: offline))
        var checks = invariants.map { $0.init() }
        var violations: [TraceViolation] = []
        var passed = 0
        for entry in entries {
            advance(&model, entry, passed: &passed)
            for place in checks.indices {
                let sentences = checks[place].see(entry.event, at: entry.time, view, model)
                violations += sentences.map { violation(type(of: checks[place]).name, $0, entry) }
            }
            view.see(entry.event)
        }
        return violations
    }

    private static func violation(_ name: String, _ sentence: String, _ entry: TraceEntry) -> TraceViolation {
        TraceViolation(
            invariant: name, replica: entry.replica, time: entry.time.wall.milliseconds, sentence: sentence)
    }

    private static func advance(_ model: inout TraceModel, _ entry: TraceEntry, passed: inout Int) {
        let now = Int(entry.time.wall.nanoseconds)
        if now > passed {
            model.pass(to: now)
            passed = now
        }
        switch entry.event {
        case .applied(_, let text): if let wire = WireDocument(text) { model.apply(wire.inNanoseconds, at: now) }
        case .closedByOrder(let name): model.close(name)
        case .allClosed: model.closeAll()
        default: break
        }
    }
}

extension WireDocument {
    /// Times of the wire are milliseconds; the model compares them with a finer clock.
    fileprivate var inNanoseconds: WireDocument {
        func scaled(_ keys: Keys?) -> Keys? {
            guard var keys else { return nil }
            keys.expiring?.timestamp *= 1_000_000
            keys.additional = keys.additional?.map { entry in
                Entry(value: entry.value, expiresAt: entry.expiresAt.map { $0 * 1_000_000 })
            }
            return keys
        }
        var document = self
        document.sdkKey = scaled(sdkKey)
        document.mobileKey = scaled(mobileKey)
        return document
    }
}
