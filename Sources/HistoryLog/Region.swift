import History

/// One writer's part of a history, as a reader sees it: the records that were committed when it was made.
///
/// `@unchecked Sendable`: it only reads, and committed records never change; the mapping lives as long as the region.
package struct Region: @unchecked Sendable {
    package let owner: RegionOwner
    /// Events that did not fit into the region.
    package let lost: Int
    let file: MappedFile
    let placement: RegionPlacement
    /// Records inside the file; fewer than the placement's when the file was cut off.
    let readable: Int
    private let committed: Int

    /// Nil when the file was cut off before the region's cells.
    init?(file: MappedFile, placement: RegionPlacement) {
        guard placement.cellsOffset <= file.size else { return nil }
        let control = ControlPage(at: file.base + placement.offset)
        owner = placement.owner
        lost = control.lost
        self.file = file
        self.placement = placement
        readable = max(0, min(placement.capacity, (file.size - placement.recordsOffset) / Record.size))
        committed = min(control.committed ?? placement.capacity, readable)
    }

    /// All committed records in one piece, unverified: see `HistoryFile.damage`. Where the count itself is damaged,
    /// everything that the region could hold; then only a verified prefix means anything.
    ///
    /// Valid as long as the history is open.
    package var records: UnsafeBufferPointer<Record> {
        let start = (file.base + placement.recordsOffset).assumingMemoryBound(to: Record.self)
        return UnsafeBufferPointer(start: start, count: committed)
    }

    package var status: LiveStatus { control.status() }

    /// The runs that stand in live cells, each with the life that made it: of a process that was killed, or is running.
    package var openRuns: [(run: ProbeRun, incarnation: Incarnation)] {
        (0..<readableCells).compactMap { index in
            let cell = ProbeCell(cells, index: index)
            let state = cell.state
            return cell.run(of: CredentialID(UInt32(index))).map { ($0, state.incarnation) }
        }
    }

    var control: ControlPage { ControlPage(at: file.base + placement.offset) }
    var cells: SealedWords { SealedWords(at: file.base + placement.cellsOffset) }
    var readableCells: Int { max(0, min(placement.cells, (file.size - placement.cellsOffset) / ProbeCell.size)) }
}
