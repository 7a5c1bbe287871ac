import History
import Scenario

/// When protected routes are open to everybody: there is neither an admin key nor a record of a managed key (W8).
///
/// That is so from the start, until a first record or a first rotation is known; and it may be so again when the data has
/// gone.
struct Unprotected: Equatable {
    /// From here on nothing may be open; always where there was a key from the start, never while none came.
    let closed: Time
    /// From here on it may be open again.
    let reopened: Time

    static let never = Unprotected()

    private init() { (closed, reopened) = (.always, .never) }

    init(_ model: RunModel, _ plan: Plan, _ writes: [KeyWrite], _ losses: KeyLosses, _ levels: KeyLevels) {
        guard Self.begins(model, plan) else {
            self = .never
            return
        }
        let records = writes.filter { $0.kind == .create }
        let rotations = model.operations.filter { $0.kind == .rotate && $0.outcome == .ok }
        let closings =
            records.map { $0.known.later(by: levels.managed.refuse) }
            + rotations.map { ($0.returned ?? .never).later(by: levels.admin.refuse) }
        closed = closings.min() ?? .never
        let emptied = model.operations.filter { $0.kind == .dataLoss }.map(\.invoked)
        let lost = records.compactMap { losses.undone[$0.operation]?.from }
        reopened = (emptied + lost).min() ?? .never
    }

    /// Nobody has a key: no admin key is there before somebody rotates, and no managed key at the start.
    private static func begins(_ model: RunModel, _ plan: Plan) -> Bool {
        guard plan.fleet.initial == .off, let keys = plan.managedKeys else { return false }
        let isEmpty = keys.atStart == 0 && keys.unprobed == 0 && (keys.expiring?.count ?? 0) == 0
        return isEmpty && !model.credentials.contains { $0?.origin == .initial || $0?.origin == .configured }
    }
}
