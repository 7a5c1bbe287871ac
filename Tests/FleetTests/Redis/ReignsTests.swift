import History
import Testing

@testable import Fleet

/// Who is primary is whose reign began last, whatever an old one says when it wakes up.
@Suite struct ReignsTests {
    /// What nodes say one after the other: 1 is master, -1 is not. Which words were news, and who reigns after them.
    private static func heard(_ words: [Int]) -> (news: [Bool], current: NodeID?) {
        var reigns = Reigns()
        let news = words.map { reigns.heard(NodeID(UInt8(abs($0))), isPrimary: $0 > 0) }
        return (news, reigns.current)
    }

    @Test(
        arguments: [
            ([], [], nil),
            // The first word of a node is news, the same again is none.
            ([1, 1, -2, -2], [true, false, true, false], 1),
            // An old primary wakes up and still says master.
            ([1, 2, 1], [true, true, false], 2),
            // One that steps down reigns until another one says master.
            ([1, -1], [true, true], 1), ([1, -1, 2], [true, true, true], 2),
            // One that was demoted can reign again.
            ([1, 2, -1, 1], [true, true, true, true], 1),
            // Nobody has said master yet.
            ([-1, -2], [true, true], nil),
        ] as [([Int], [Bool], UInt8?)])
    func `the node that began to say master last reigns, whatever an older one goes on saying`(
        _ words: [Int], _ news: [Bool], _ current: UInt8?
    ) {
        let heard = Self.heard(words)
        #expect(heard.news == news)
        #expect(heard.current == current.map { NodeID($0) })
    }
}
