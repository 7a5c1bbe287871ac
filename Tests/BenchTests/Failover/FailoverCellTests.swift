import Testing

@testable import Bench

@Suite struct FailoverCellTests {
    @Test func `the matrix has every combination once`() {
        #expect(FailoverCell.all.count == 54 + 18)
        #expect(Set(FailoverCell.all).count == 72)
        #expect(FailoverCell.all.count { $0.fault == .cut } == 18)
    }

    @Test(arguments: [
        ("slot=fenced", 36), ("fault=kill", 18), ("slot=fenced,fault=kill", 9), ("fault=kill,fault=cut", 36),
        ("confirm=all,min-replicas=2,slot=plain,fault=ordered", 1), ("confirm=0,confirm=1,confirm=all", 72),
    ])
    func `conditions on different dimensions narrow, on the same one widen`(text: String, count: Int) throws {
        let filter = try CellFilter(text)
        #expect(filter.cells.count == count)
        #expect(filter.cells == FailoverCell.all.filter(filter.allows))
    }

    @Test func `a filter takes the cells that it names`() throws {
        let cells = try CellFilter("confirm=all,min-replicas=2,slot=plain,fault=ordered").cells
        #expect(cells.map(\.description) == ["ordered plain confirm=all min-replicas=2"])
    }

    @Test(arguments: [
        ("", "'': a condition is DIMENSION=VALUE; dimensions are fault, slot, confirm, min-replicas"),
        ("slot", "'slot': a condition is DIMENSION=VALUE; dimensions are fault, slot, confirm, min-replicas"),
        ("slot=plain,", "'': a condition is DIMENSION=VALUE; dimensions are fault, slot, confirm, min-replicas"),
        ("node=1", "'node=1': a condition is DIMENSION=VALUE; dimensions are fault, slot, confirm, min-replicas"),
        ("slot=fence", "'slot=fence': slot is one of plain, fenced"),
        ("fault=", "'fault=': fault is one of kill, freeze, ordered, cut"),
        ("confirm=2", "'confirm=2': confirm is one of 0, 1, all"),
        ("min-replicas=3", "'min-replicas=3': min-replicas is one of 0, 1, 2"),
        ("min-replicas=1=2", "'min-replicas=1=2': min-replicas is one of 0, 1, 2"),
    ])
    func `what is no condition is refused with what may stand there`(text: String, message: String) {
        #expect(throws: BenchError(message)) { try CellFilter(text) }
    }
}
