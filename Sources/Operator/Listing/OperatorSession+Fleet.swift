import Credentials
import Stores

extension OperatorSession {
    /// Reads who holds what, and takes away what nobody has heard of for 24 h.
    ///
    /// - Returns: the list, and how many entries were taken away; nil when that is not permitted.
    package func listFleet() async throws(OperatorError) -> (view: FleetView, pruned: Int?) {
        let reading = try await readHolds()
        let pruned = await once { done in holds.prune(done) } as Result<Int, HoldsStoreError>
        if case .success(let count) = pruned { return (FleetView(reading), count) }
        return (FleetView(reading), nil)
    }

    /// Takes one entry away, as the list shows its name.
    ///
    /// - Returns: its age in milliseconds if it is of a replica that may still live, and so will write it again.
    package func forget(_ shownName: String) async throws(OperatorError) -> Int64? {
        let reading = try await readHolds()
        guard let row = reading.rows.first(where: { $0.shownName == shownName }) else {
            throw OperatorError(.refused, .failed, "no replica \(shownName.debugDescription) has an entry")
        }
        let wasThere: Bool = try await persist { _, done in holds.forget(row.field, done) }
        guard wasThere else {
            throw OperatorError(.refused, .failed, "the entry of \(row.shownName) was gone already")
        }
        let age = row.entry.map { reading.now.milliseconds - $0.time.milliseconds }
        return age.flatMap { (0...HoldsRules.missingAfter).contains($0) ? $0 : nil }
    }
}
