import Credentials
import Testing

/// Section 4.4 and 4.5; B8-B10, B24, B25, R20, R21, S3, S4, I13, I14.
struct AdditionalKeyTests {
    /// The table of section 4.4: what a key was, what the list says, what it is then, and what a drain says.
    struct Row: Sendable {
        let was: Int?
        let isTracked: Bool
        let listed: [(String, Int?)]
        let roles: String
        let added: [String]
        let removed: [String]
    }

    static let table = [
        Row(was: nil, isTracked: false, listed: [("A", nil)], roles: "P | A | - | -", added: ["A"], removed: []),
        Row(was: nil, isTracked: false, listed: [("A", 20)], roles: "P | - | A@20 | -", added: ["A"], removed: []),
        Row(was: nil, isTracked: false, listed: [], roles: "P | - | - | -", added: [], removed: []),
        Row(was: nil, isTracked: true, listed: [("A", nil)], roles: "P | A | - | -", added: [], removed: []),
        Row(was: nil, isTracked: true, listed: [("A", 20)], roles: "P | - | A@20 | -", added: [], removed: []),
        Row(was: nil, isTracked: true, listed: [], roles: "P | - | - | -", added: [], removed: ["A"]),
        Row(was: 10, isTracked: true, listed: [("A", nil)], roles: "P | A | - | -", added: [], removed: []),
        Row(was: 10, isTracked: true, listed: [("A", 10)], roles: "P | - | A@10 | -", added: [], removed: []),
        Row(was: 10, isTracked: true, listed: [("A", 5)], roles: "P | - | A@5 | -", added: [], removed: []),
        Row(was: 10, isTracked: true, listed: [("A", 20)], roles: "P | - | A@20 | -", added: [], removed: []),
        Row(was: 10, isTracked: true, listed: [], roles: "P | - | - | -", added: [], removed: ["A"]),
        // R21: an end that is past on arrival is as good as not listed.
        Row(was: nil, isTracked: false, listed: [("A", 0)], roles: "P | - | - | -", added: [], removed: []),
        Row(was: nil, isTracked: true, listed: [("A", 0)], roles: "P | - | - | -", added: [], removed: ["A"]),
        Row(was: 10, isTracked: true, listed: [("A", 0)], roles: "P | - | - | -", added: [], removed: ["A"]),
    ]

    @Test(arguments: StageKind.allCases, table.indices)
    func `a list is the whole state: S4, R21, F3-F5, I8`(kind: StageKind, index: Int) {
        let row = Self.table[index]
        var stage = RotatorStage(kind, primary: "P", additional: row.isTracked ? [("A", row.was)] : [])
        stage.list(row.listed, at: 1)
        #expect(stage.roles == row.roles)
        #expect(stage.drain(at: 1) == stage.expected(added: row.added, removed: row.removed))
    }

    @Test(arguments: StageKind.allCases)
    func `B8: a list neither adds nor ends a key in its grace`(kind: StageKind) {
        var stage = RotatorStage(kind, primary: "P")
        stage.rotate(to: "N", grace: ("P", 10), at: 1)
        _ = stage.drain(at: 1)
        #expect(stage.list([("P", nil)], at: 2) == [.predecessorListed])
        #expect(stage.list([], at: 3) == [])
        #expect(stage.roles == "N | - | - | P@10")
        #expect(stage.drain(at: 10) == stage.expected())
        #expect(stage.drain(at: 11) == stage.expected(removed: ["P"], stops: ["P"]))
    }

    @Test(arguments: StageKind.allCases, [4, 20])
    func `B9: an end in a list does not move the end of a grace`(kind: StageKind, end: Int) {
        var stage = RotatorStage(kind, primary: "P")
        stage.rotate(to: "N", grace: ("P", 10), at: 1)
        #expect(stage.list([("P", end)], at: 2) == [.predecessorListed])
        #expect(stage.roles == "N | - | - | P@10")
    }

    @Test(arguments: StageKind.allCases)
    func `B10: the primary in a list stays primary, and an end there does not bind it`(kind: StageKind) {
        var stage = RotatorStage(kind, primary: "P")
        #expect(stage.list([("P", nil)], at: 1) == [.primaryListed])
        #expect(stage.list([("P", 5)], at: 1) == [.primaryListedWithEnd(ms(5))])
        #expect(stage.roles == "P | - | - | -")
        #expect(stage.drain(at: 6) == stage.expected())
    }

    @Test(arguments: StageKind.allCases)
    func `B24: of several ends of one key the first counts`(kind: StageKind) {
        var stage = RotatorStage(kind, primary: "P")
        stage.list([("A", 10), ("A", 5), ("B", nil), ("B", nil), ("A", 20)], at: 1)
        #expect(stage.roles == "P | B | A@10 | -")
        #expect(stage.drain(at: 1).added == ["B", "A"])
    }

    @Test(arguments: StageKind.allCases, [[("A", nil), ("A", 10)], [("A", 10), ("A", nil)]])
    func `B25: a key that is listed with an end anywhere is expiring only`(kind: StageKind, entries: [(String, Int?)]) {
        var stage = RotatorStage(kind, primary: "P")
        stage.list(entries, at: 1)
        #expect(stage.roles == "P | - | A@10 | -")
    }

    @Test(arguments: StageKind.allCases)
    func `R20: primary and additional key change places and nobody's streams drop`(kind: StageKind) {
        var stage = RotatorStage(kind, primary: "P", additional: [("Q", nil)])
        stage.rotate(to: "Q", at: 1)
        stage.list([("P", nil)], at: 1)
        #expect(stage.roles == "Q | P | - | -")
        #expect(stage.drain(at: 1) == stage.expected(starts: ["Q"], stops: ["P"]))
    }

    @Test(arguments: StageKind.allCases)
    func `I14: the same list again changes nothing`(kind: StageKind) {
        var stage = RotatorStage(kind, primary: "P", additional: [("A", nil), ("B", 10)])
        let before = stage.rotator
        #expect(stage.list([("A", nil), ("B", 10)], at: 1) == [])
        #expect(stage.rotator == before)
    }

    @Test(arguments: StageKind.allCases)
    func `what an operation does never depends on when the last drain was`(kind: StageKind) {
        var drained = RotatorStage(kind, primary: "P")
        drained.rotate(to: "N", grace: ("P", 10), at: 1)
        var undrained = drained
        _ = drained.drain(at: 11)
        #expect(undrained.list([("P", nil)], at: 11) == [.ended, .becameAdditional])
        #expect(drained.list([("P", nil)], at: 11) == [.becameAdditional])
        #expect(undrained.roles == "N | P | - | -")
        #expect(undrained.roles == drained.roles)
    }

    @Test(arguments: StageKind.allCases)
    func `seeds obey the rules of a list, and a later list of the same changes nothing`(kind: StageKind) {
        var stage = RotatorStage(
            kind, primary: "P", additional: [("P", 5), ("A", nil), ("B", 10), ("C", -1), ("A", nil)])
        #expect(stage.roles == "P | A | B@10 | -")
        #expect(stage.drain(at: 0) == stage.expected())
        #expect(stage.list([("A", nil), ("B", 10)], at: 0) == [])
        #expect(stage.drain(at: 11) == stage.expected(removed: ["B"]))
    }

    @Test func `F23: the same text as the other kind is another credential`() throws {
        let (sdk, mobile) = (try #require(SDKKey(text: "same")), try #require(MobileKey(text: "same")))
        var rotator = CredentialRotator(InitialCredentials(sdkKey: sdk), at: ms(0))
        #expect(!rotator.accepts(mobile.credential))
        rotator.setAdditionalMobileKeys(AdditionalKeys(active: [mobile]), at: ms(1))
        #expect(rotator.drain(at: ms(1)).additions == [mobile.credential])
        rotator.setAdditionalMobileKeys(.none, at: ms(2))
        #expect(rotator.drain(at: ms(2)).removals == [mobile.credential])
        #expect(rotator.accepts(sdk.credential))
    }
}
