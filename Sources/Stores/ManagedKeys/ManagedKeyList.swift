import Credentials

/// Every managed key, as lists and views show them: the store as it stood at one revision.
package struct ManagedKeyList: Equatable, Sendable {
    package let revision: Epoch
    /// Newest first, then by name, then by id; dead and expired ones included.
    package let records: [ManagedKeyRecord]
    /// Rows that are no records.
    package let skipped: [ManagedKeyPage.Skipped]
}

extension ManagedKeyStore {
    /// Reads every record, page by page; a change that is made meanwhile is in the list as a whole or not at all.
    package func list(
        limit: Int = ManagedKeyPage.largest, _ done: @escaping ManagedKeyAnswer<ManagedKeyList>
    ) {
        ManagedKeyListRead(store: self, limit: limit, done: done).begin()
    }
}

/// A list on its way. Pages come in the order of the changes, so what changes meanwhile is met again; the list is
/// complete when nothing is left to read and no row is newer than the revision that was read before it.
private final class ManagedKeyListRead {
    private let store: any ManagedKeyStore
    private let limit: Int
    private let done: ManagedKeyAnswer<ManagedKeyList>
    private var records: [ManagedKeyID: ManagedKeyRecord] = [:]
    private var skipped: [ManagedKeyPage.Skipped] = []
    private var newest = Epoch.zero
    private var restarts = 0
    private var catchUps = 0

    /// After so many the store is never quiet, or its numbers are damaged: what was read is what there is.
    private static let mostRestarts = 3
    private static let mostCatchUps = 100

    init(store: any ManagedKeyStore, limit: Int, done: @escaping ManagedKeyAnswer<ManagedKeyList>) {
        self.store = store
        self.limit = limit
        self.done = done
    }

    func begin() { read(after: .zero) }

    private func read(after revision: Epoch) {
        store.changes(ManagedKeyQuery(after: revision, limit: limit)) { [self] result in
            switch result {
            case .failure(let error): done(.failure(error))
            case .success(let page): take(page, after: revision)
            }
        }
    }

    private func take(_ page: ManagedKeyPage, after revision: Epoch) {
        if page.revision < revision, restarts < Self.mostRestarts { return readAnew() }
        for record in page.rows { take(record) }
        for row in page.skipped { take(row) }
        if page.hasMore, page.last > revision { return read(after: page.last) }
        if newest > page.revision, page.last > revision, catchUps < Self.mostCatchUps {
            catchUps += 1
            return read(after: page.last)
        }
        finish(at: max(page.revision, newest))
    }

    /// The store has lost writes: what was read may be gone.
    private func readAnew() {
        restarts += 1
        records = [:]
        skipped = []
        newest = .zero
        begin()
    }

    private func take(_ record: ManagedKeyRecord) {
        newest = max(newest, record.revision)
        records[record.id] = record
        skipped.removeAll { $0.id == record.id }
    }

    private func take(_ row: ManagedKeyPage.Skipped) {
        if let id = row.id { records[id] = nil }
        if !skipped.contains(row) { skipped.append(row) }
    }

    private func finish(at revision: Epoch) {
        done(
            .success(
                ManagedKeyList(
                    revision: revision, records: records.values.sorted(by: ManagedKeyRecord.comesBefore),
                    skipped: skipped)))
    }
}
