import History

/// Registrations that the store had taken and that a fault undid for good: behind another primary, or behind a loss of data,
/// the row was lower or gone, and nobody put it back. One that was put back is not lost; nor is one whose secret has ended,
/// or that a step took away.
struct RegistrationLosses {
    let lost: Int
    let acknowledged: Int

    init(_ context: CheckContext) {
        let stretches = KeyStretches(context)
        let stores = context.lives.lazy.flatMap(\.facts.registrations.stores).filter {
            $0.outcome.isInForce && !$0.isPutBack
        }
        acknowledged = stores.count
        lost = stores.count { Self.isLost($0, stretches, context) }
    }

    private static func isLost(
        _ store: RegistrationFacts.Store, _ stretches: KeyStretches, _ context: CheckContext
    ) -> Bool {
        let own = store.version.epoch
        let rows = context.registrations.rows(of: store.id).all
        let behind = rows.filter { $0.returned > store.at }
        let end = context.secretEnd(of: store.client, generation: own, store.id)
        let dip = behind.firstIndex { !($0.isGood && $0.client == store.client) }
        guard let dip, behind[dip].called < end, !(behind[dip].isGood && behind[dip].generation > own) else {
            return false
        }
        guard stretches.number(store.at, behind[dip].returned) == nil,
            !context.rowFaults.contains(where: { $0.touches(store.at, behind[dip].returned) })
        else { return false }
        return !behind[dip...].contains { $0.isGood && $0.client == store.client }
    }
}
