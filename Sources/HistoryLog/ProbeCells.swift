import History

/// The live cells of one incarnation of a replica, and the records that runs become when they are closed.
package final class ProbeCells {
    private let writer: RegionWriter
    private let incarnation: Incarnation
    /// Cells at and above this were never used by this incarnation.
    private var used = 0

    /// - Parameter incarnation: of the process that probes.
    package init(writer: RegionWriter, incarnation: Incarnation) {
        self.writer = writer
        self.incarnation = incarnation
    }

    /// Takes in one probe; the same verdict extends the current run, another closes it and begins one.
    ///
    /// A credential beyond the cells of the layout is counted as lost, which makes the run inconclusive.
    package func update(
        _ credential: CredentialID, _ verdict: ProbeRun.Verdict, call: UInt64, return returned: UInt64
    ) {
        guard let cell = cell(of: credential) else { return writer.lose() }
        let state = CellState(incarnation, verdict)
        if cell.state == state { return perform(.extending(cell, call: call, return: returned), on: cell) }
        close(cell, of: credential)
        used = max(used, Int(credential.number) + 1)
        perform(.beginning(state, call: call, return: returned), on: cell)
    }

    /// Writes the current run of one credential, if there is one.
    package func close(_ credential: CredentialID) {
        guard let cell = cell(of: credential) else { return }
        close(cell, of: credential)
    }

    /// Writes the runs whose first call is at least `age` ago, so that a record never says too little too late.
    package func closeDue(olderThan age: UInt64 = 1_000_000_000, now: UInt64) {
        for index in 0..<used {
            let cell = ProbeCell(writer.cells, index: index)
            guard cell.state.isOpen, cell.value(.firstCall) + age <= now else { continue }
            close(cell, of: CredentialID(UInt32(index)))
        }
    }

    package func closeAll() { closeDue(olderThan: 0, now: .max) }

    /// Writes what a killed incarnation left in the cells, as records of that incarnation; to be called once, before
    /// the first `update` of the next one. Returns how many there were.
    @discardableResult
    package func adoptLeftovers() -> Int {
        var adopted = 0
        for index in 0..<writer.cellCount {
            let cell = ProbeCell(writer.cells, index: index)
            guard cell.state.isOpen else { continue }
            close(cell, of: CredentialID(UInt32(index)))
            adopted += 1
        }
        return adopted
    }

    private func cell(of credential: CredentialID) -> ProbeCell? {
        let index = Int(credential.number)
        return index < writer.cellCount ? ProbeCell(writer.cells, index: index) : nil
    }

    private func close(_ cell: ProbeCell, of credential: CredentialID) {
        let state = cell.state
        guard state.isOpen else { return }
        if let run = cell.run(of: credential) {
            writer.append(Record(run, incarnation: state.incarnation))
        }
        cell.perform(ProbeCell.Store(word: .state, value: CellState.closed.word))
    }

    private func perform(_ stores: CellStores, on cell: ProbeCell) {
        for index in 0..<stores.count { cell.perform(stores[index]) }
    }
}
