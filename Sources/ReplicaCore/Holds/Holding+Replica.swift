import Credentials

extension Holding {
    /// What a replica's two watchers have in force; nil for a replica that watches no managed keys.
    ///
    /// While the whole store is read again nothing is confirmed: the revision that was held may be of a history that the
    /// store has lost.
    package init(_ adminKey: AdminKeyWatcher, _ managedKeys: ManagedKeyCache?) {
        let admin: Admin =
            switch adminKey.held {
            case .fenced(let slot)?: .fenced(slot.version)
            case .plain?: .plain
            case nil: adminKey.settings.format == .plain ? .plain : .fenced(nil)
            }
        self.init(
            admin: admin, hasReadAdmin: adminKey.status.lastGoodRead != nil,
            keys: managedKeys.map { $0.status.isLoading ? .zero : $0.status.revision })
    }
}
