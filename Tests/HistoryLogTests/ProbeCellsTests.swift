import History
@testable import HistoryLog
import Testing

private let credential = CredentialID(1)

struct ProbeCellsTests {
    let history: TemporaryHistory
    let writer: RegionWriter
    let cells: ProbeCells

    init() throws {
        history = try TemporaryHistory()
        writer = history.file.writer(of: replica)
        cells = ProbeCells(writer: writer, incarnation: first)
    }

    private var written: [ProbeRun] {
        (history.file.region(of: replica)?.records ?? .init(start: nil, count: 0)).compactMap {
            guard case .probeRun(let run)? = $0.event else { return nil }
            return run
        }
    }
    private var open: [ProbeRun] { history.file.region(of: replica)?.openRuns.map(\.run) ?? [] }

    @Test func `probes with the same verdict are one open run`() {
        cells.update(credential, .accepted, call: 100, return: 102)
        cells.update(credential, .accepted, call: 110, return: 111)
        cells.update(credential, .accepted, call: 140, return: 143)
        #expect(written.isEmpty)
        #expect(
            open == [
                ProbeRun(
                    credential: credential, verdict: .accepted, firstCall: 100, firstReturn: 102, lastCall: 140,
                    lastReturn: 143, count: 3, longestGap: 30)
            ])
    }

    @Test func `another verdict writes the run and begins the next`() {
        cells.update(credential, .accepted, call: 100, return: 102)
        cells.update(credential, .refused, call: 110, return: 111)
        #expect(written.map(\.verdict) == [.accepted])
        #expect(open.map(\.verdict) == [.refused])
        #expect(open.map(\.longestGap) == [0])
    }

    @Test func `a run open for a second is written, a younger one is not`() {
        cells.update(CredentialID(0), .refused, call: 100, return: 101)
        cells.update(credential, .accepted, call: 200, return: 201)
        cells.closeDue(now: 1_000_000_150)
        #expect(written.map(\.credential) == [CredentialID(0)])
        cells.closeAll()
        #expect(written.count == 2)
        #expect(open.isEmpty)
    }

    @Test func `what a killed life left becomes records of that life`() throws {
        cells.update(credential, .accepted, call: 100, return: 102)
        let next = ProbeCells(writer: history.file.writer(of: replica), incarnation: second)
        #expect(next.adoptLeftovers() == 1)
        next.update(credential, .accepted, call: 500, return: 501)
        let records = try #require(history.file.region(of: replica)).records
        #expect(records.map(\.incarnation) == [1])
        #expect(written.map(\.lastReturn) == [102])
        #expect(try #require(history.file.region(of: replica)).openRuns.map(\.incarnation) == [second])
    }

    @Test func `a credential without a cell is counted as lost`() {
        cells.update(CredentialID(2), .accepted, call: 1, return: 2)
        cells.update(.unnamed, .accepted, call: 1, return: 2)
        #expect(writer.lostCount == 2)
    }

    /// Probes of two verdicts; for each store that the cell ever performs, the writer is killed right after it.
    @Test func `a kill between any two stores leaves a sound run`() throws {
        let probes: [(ProbeRun.Verdict, UInt64, UInt64)] = [
            (.accepted, 100, 102), (.accepted, 110, 115), (.accepted, 150, 151), (.refused, 160, 162),
            (.refused, 163, 169), (.accepted, 170, 171),
        ]
        for made in 0..<probes.count {
            for stores in 0...7 {
                let run = try runAfter(probes[..<made], then: probes[made], stores: stores)
                guard let run else { continue }
                expectSound(run, probes[...made])
            }
        }
    }

    private func runAfter(
        _ before: ArraySlice<(ProbeRun.Verdict, UInt64, UInt64)>, then last: (ProbeRun.Verdict, UInt64, UInt64),
        stores limit: Int
    ) throws -> ProbeRun? {
        let fresh = try TemporaryHistory()
        let cells = ProbeCells(writer: fresh.file.writer(of: replica), incarnation: first)
        for (verdict, call, end) in before { cells.update(credential, verdict, call: call, return: end) }
        let cell = ProbeCell(fresh.file.writer(of: replica).cells, index: 1)
        let state = CellState(first, last.0)
        let extends = cell.state == state
        if !extends { cells.close(credential) }
        let stores: CellStores =
            extends
            ? .extending(cell, call: last.1, return: last.2) : .beginning(state, call: last.1, return: last.2)
        for index in 0..<min(limit, stores.count) { cell.perform(stores[index]) }
        #expect(fresh.file.damage().isEmpty)
        return withExtendedLifetime(fresh) { cell.run(of: credential) }
    }

    private func expectSound(_ run: ProbeRun, _ made: ArraySlice<(ProbeRun.Verdict, UInt64, UInt64)>) {
        let inside = made.filter { run.firstCall <= $0.1 && $0.1 <= run.lastCall }
        #expect(inside.allSatisfy { $0.0 == run.verdict })
        #expect(made.contains { $0.0 == run.verdict && $0.1 == run.firstCall && $0.2 == run.firstReturn })
        #expect(made.contains { $0.0 == run.verdict && run.lastCall <= $0.1 && $0.2 <= run.lastReturn })
        let gaps = zip(inside, inside.dropFirst()).map { $1.1 - $0.1 }
        #expect((gaps.max() ?? 0) <= run.longestGap)
        #expect(Int(run.count) <= inside.count)
    }
}
