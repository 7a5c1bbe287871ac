import History

/// A lease while it certainly was in force: from when its holder knew, to the first that may have ended it.
struct HeldLease: Equatable {
    var id: RegistrationID
    var life: Life
    var fence: UInt64
    var from: Time
    var until: Time

    /// An answer about a lease is at most that much younger than what it says: the deadline of a command, twice.
    private static let slack: Int64 = 500_000_000

    static func all(of id: RegistrationID, _ view: LifeView, _ context: CheckContext) -> [HeldLease] {
        let news = view.facts.registrations.leases.filter { $0.id == id }
        return news.enumerated().compactMap { index, taken in
            guard taken.change == .taken else { return nil }
            let behind = news[(index + 1)...].prefix { $0.change == .extended || $0.change == .denied }
            let confirmed = behind.last { $0.change == .extended }?.at ?? taken.at
            let ends = [
                confirmed.later(by: context.leaseLife - slack), endOfWork(taken, news[(index + 1)...], view),
                view.window.end.later(by: context.leaseLife - slack),
            ]
            return HeldLease(
                id: id, life: view.life, fence: taken.fence, from: taken.at, until: ends.min() ?? taken.at)
        }
    }

    /// It may have been given back, or a put may have ended it, before anybody said so.
    private static func endOfWork(
        _ taken: RegistrationFacts.LeaseNews, _ news: ArraySlice<RegistrationFacts.LeaseNews>, _ view: LifeView
    ) -> Time {
        let over = news.first { $0.change == .released || $0.change == .lost || $0.change == .taken }?.at ?? .never
        let put = view.facts.registrations.calls.first {
            $0.id == taken.id && $0.kind == .register && $0.sent >= taken.at && $0.answer != nil
        }?.answer?.at
        return min(over.later(by: -slack), put ?? .never)
    }
}

/// A registration that was written under a lease: certainly between two times.
struct LeasedPut: Equatable {
    var id: RegistrationID
    var life: Life
    var fence: UInt64
    var client: FingerprintBits
    var generation: UInt64
    var from: Time
    var to: Time

    static func all(of id: RegistrationID, _ view: LifeView) -> [LeasedPut] {
        let facts = view.facts.registrations
        let answers = facts.registered(id)
        return facts.stores.compactMap { store in
            guard store.id == id, store.outcome == .wrote, let fence = store.fence else { return nil }
            let answered = answers.first { $0.client == store.client }?.at ?? .always
            // An attempt whose answer was lost may be what wrote, so that only the first one's beginning counts.
            return LeasedPut(
                id: id, life: view.life, fence: fence, client: store.client, generation: store.version.epoch,
                from: answered, to: store.at)
        }
    }
}
