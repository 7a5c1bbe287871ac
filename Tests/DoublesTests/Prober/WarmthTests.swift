import Testing

@testable import Doubles

@Suite struct WarmthTests {
    /// At which of so many answers it was said, where `isKept` tells for each whether the connection stayed open.
    private func said(of answers: Int, _ isKept: (Int) -> Bool) -> [Int] {
        var warmth = Warmth()
        return (1...answers).filter { warmth.answered(isConnectionKept: isKept($0)) }
    }

    @Test func `four times in the life of a replica`() {
        #expect(said(of: 1_000) { _ in true } == [20, 50, 100, 200])
    }

    @Test func `never while the connection is closed: the next answer that keeps it says so`() {
        #expect(said(of: 1_000) { $0 > 25 && $0 != 200 } == [26, 50, 100, 201])
    }

    @Test func `each once, also when all became due on closed connections`() {
        #expect(said(of: 1_000) { $0 > 300 } == [301, 302, 303, 304])
    }

    @Test func `never of one that closes after each answer`() {
        #expect(said(of: 1_000) { _ in false } == [])
    }
}
