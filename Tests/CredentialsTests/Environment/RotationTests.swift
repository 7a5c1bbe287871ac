import Credentials
import Testing

/// Section 4.3 with the decisions of section 0; B1, B2, B11-B15, R1-R4, R23, R24, S8.
struct RotationTests {
    @Test(arguments: StageKind.allCases)
    func `a rotation without grace revokes the previous primary at once`(kind: StageKind) {
        var stage = RotatorStage(kind, primary: "P")
        #expect(stage.rotate(to: "N", at: 1) == [.becamePrimary, .revoked])
        #expect(stage.roles == "N | - | - | -")
        #expect(stage.drain(at: 1) == stage.expected(added: ["N"], removed: ["P"], starts: ["N"], stops: ["P"]))
    }

    @Test(arguments: StageKind.allCases)
    func `a rotation with grace keeps the previous primary through its end, and not longer`(kind: StageKind) {
        var stage = RotatorStage(kind, primary: "P")
        #expect(stage.rotate(to: "N", grace: ("P", 10), at: 1) == [.becamePrimary, .deprecated(until: ms(10))])
        #expect(stage.drain(at: 1) == stage.expected(added: ["N"], starts: ["N"]))
        #expect(stage.rotator.nextEnd == ms(10))
        #expect(stage.drain(at: 10) == stage.expected())
        #expect(stage.roles == "N | - | - | P@10")
        #expect(stage.drain(at: 11) == stage.expected(removed: ["P"], stops: ["P"]))
        #expect(stage.rotator.nextEnd == nil)
    }

    @Test func `an end has nanoseconds, and the drain one later removes`() {
        let end = WallTime(nanoseconds: 10)
        var rotator = CredentialRotator(InitialCredentials(sdkKey: SDKKey(text: "P")), at: ms(0))
        rotator.rotateSDKKey(
            to: SDKKey(text: "N"), grace: SDKKey(text: "P").map { GraceNotice(key: $0, end: end) }, at: end)
        #expect(rotator.drain(at: end).removals.isEmpty)
        #expect(rotator.drain(at: end.advanced(byNanoseconds: 1)).removals.count == 1)
    }

    @Test(arguments: StageKind.allCases)
    func `B1: an environment that arrives in mid-rotation has a client for both`(kind: StageKind) {
        var stage = RotatorStage(kind)
        #expect(
            stage.rotate(to: "N", grace: ("O", 10), at: 1) == [
                .becamePrimary, .deprecatedThoughNotPrimary(until: ms(10)),
            ])
        #expect(stage.drain(at: 1) == stage.expected(added: ["N", "O"], starts: ["N", "O"]))
        #expect(stage.drain(at: 11) == stage.expected(removed: ["O"], stops: ["O"]))
    }

    @Test(arguments: StageKind.allCases, [nil, 5])
    func `B2, B3: a promoted additional key is only primary, and its old end is dead`(kind: StageKind, end: Int?) {
        var stage = RotatorStage(kind, primary: "P", additional: [("A", end)])
        stage.rotate(to: "A", grace: ("P", 20), at: 1)
        #expect(stage.roles == "A | - | - | P@20")
        #expect(stage.drain(at: 1) == stage.expected(starts: ["A"]), "it was accepted all along, so nothing is added")
        #expect(stage.drain(at: 6) == stage.expected())
        #expect(stage.drain(at: 21) == stage.expected(removed: ["P"], stops: ["P"]))
    }

    @Test(arguments: StageKind.allCases)
    func `B11: the new primary stands before its predecessor, and stays primary after its end`(kind: StageKind) {
        var stage = RotatorStage(kind, primary: "P")
        stage.rotate(to: "N", grace: ("O", 10), at: 1)
        #expect(stage.drain(at: 1).added == ["N", "O"])
        #expect(stage.roles == "N | - | - | O@10")
        _ = stage.drain(at: 11)
        #expect(stage.roles == "N | - | - | -")
    }

    @Test(arguments: StageKind.allCases, [nil, 5])
    func `B12: an additional key that gets a grace lives until its end, whatever the next list says`(
        kind: StageKind, end: Int?
    ) {
        var stage = RotatorStage(kind, primary: "P", additional: [("A", end)])
        stage.rotate(to: "N", grace: ("A", 10), at: 1)
        #expect(stage.roles == "N | - | - | A@10")
        #expect(stage.drain(at: 1) == stage.expected(added: ["N"], removed: ["P"], starts: ["N", "A"], stops: ["P"]))
        #expect(stage.list([], at: 2) == [])
        #expect(stage.drain(at: 10) == stage.expected())
        #expect(stage.drain(at: 11) == stage.expected(removed: ["A"], stops: ["A"]))
    }

    @Test(arguments: StageKind.allCases)
    func `B13: after such a grace the key is gone everywhere, and can be added again`(kind: StageKind) {
        var stage = RotatorStage(kind, primary: "P", additional: [("A", nil)])
        stage.rotate(to: "N", grace: ("A", 10), at: 1)
        _ = stage.drain(at: 11)
        #expect(stage.roles == "N | - | - | -")
        #expect(stage.list([("A", nil)], at: 12) == [.becameAdditional])
        #expect(stage.drain(at: 12) == stage.expected(added: ["A"]))
    }

    @Test(arguments: StageKind.allCases)
    func `B14, B15: a rotation from a key to itself with itself as predecessor changes nothing`(kind: StageKind) {
        var stage = RotatorStage(kind, primary: "P", additional: [("A", nil)])
        let before = stage.rotator
        #expect(stage.rotate(to: "P", grace: ("P", 10), at: 1) == [.graceForPrimary])
        #expect(stage.rotator == before)
        #expect(stage.drain(at: 11) == stage.expected())
    }

    @Test(arguments: StageKind.allCases)
    func `B26: a rotation to the present primary changes nothing`(kind: StageKind) {
        var stage = RotatorStage(kind, primary: "P")
        let before = stage.rotator
        #expect(stage.rotate(to: "P", at: 1) == [])
        #expect(stage.rotator == before)
    }

    @Test(arguments: StageKind.allCases)
    func `R1, R6: a rotation back inside the grace frees the key from its end, with the client it has`(kind: StageKind)
    {
        var stage = RotatorStage(kind, primary: "A")
        stage.rotate(to: "B", grace: ("A", 10), at: 1)
        _ = stage.drain(at: 1)
        stage.rotate(to: "A", grace: ("B", 20), at: 5)
        #expect(stage.roles == "A | - | - | B@20")
        #expect(stage.drain(at: 5) == stage.expected())
        #expect(stage.drain(at: 11) == stage.expected())
        #expect(stage.drain(at: 21) == stage.expected(removed: ["B"], stops: ["B"]))
    }

    @Test(arguments: StageKind.allCases)
    func `R2: a grace that is past on arrival revokes the previous primary`(kind: StageKind) {
        var stage = RotatorStage(kind, primary: "P")
        #expect(stage.rotate(to: "N", grace: ("P", 4), at: 5) == [.becamePrimary, .ignoredAsPast(ms(4)), .revoked])
        #expect(stage.drain(at: 5) == stage.expected(added: ["N"], removed: ["P"], starts: ["N"], stops: ["P"]))
    }

    @Test(arguments: StageKind.allCases)
    func `a grace that ends now is still a grace`(kind: StageKind) {
        var stage = RotatorStage(kind, primary: "P")
        stage.rotate(to: "N", grace: ("P", 5), at: 5)
        #expect(stage.roles == "N | - | - | P@5")
    }

    @Test(arguments: StageKind.allCases)
    func `R3: a stale notice for a key that has ended does not save the previous primary`(kind: StageKind) {
        var stage = RotatorStage(kind, primary: "A")
        stage.rotate(to: "B", grace: ("A", 10), at: 1)
        _ = stage.drain(at: 11)
        stage.rotate(to: "C", grace: ("A", 10), at: 12)
        #expect(stage.roles == "C | - | - | -")
        #expect(stage.drain(at: 12) == stage.expected(added: ["C"], removed: ["B"], starts: ["C"], stops: ["B"]))
    }

    @Test(arguments: StageKind.allCases)
    func `F19: a stale notice for a key that is still in its grace does not save it either`(kind: StageKind) {
        var stage = RotatorStage(kind, primary: "A")
        stage.rotate(to: "B", grace: ("A", 10), at: 1)
        #expect(stage.rotate(to: "C", grace: ("A", 10), at: 2) == [.becamePrimary, .revoked])
        #expect(stage.roles == "C | - | - | A@10")
    }

    @Test(arguments: StageKind.allCases, [9, 11, 1])
    func `F6: a repeated notice keeps the first end, and says so`(kind: StageKind, end: Int) {
        var stage = RotatorStage(kind, primary: "A")
        stage.rotate(to: "B", grace: ("A", 10), at: 1)
        #expect(stage.rotate(to: "B", grace: ("A", end), at: 2) == [.keptFirstEnd(ms(10), notThe: ms(end))])
        #expect(stage.roles == "B | - | - | A@10")
    }

    @Test(arguments: StageKind.allCases)
    func `R4: a grace for a third key revokes the previous primary`(kind: StageKind) {
        var stage = RotatorStage(kind, primary: "P")
        let events = stage.rotate(to: "N", grace: ("K", 10), at: 1)
        #expect(events == [.becamePrimary, .revoked, .deprecatedThoughNotPrimary(until: ms(10))])
        #expect(
            stage.drain(at: 1) == stage.expected(added: ["N", "K"], removed: ["P"], starts: ["N", "K"], stops: ["P"]))
    }

    @Test(arguments: StageKind.allCases)
    func `R23: a grace for the new primary revokes the previous one`(kind: StageKind) {
        var stage = RotatorStage(kind, primary: "P")
        #expect(stage.rotate(to: "N", grace: ("N", 10), at: 1) == [.becamePrimary, .graceForPrimary, .revoked])
        #expect(stage.roles == "N | - | - | -")
        #expect(stage.drain(at: 11).removed == ["P"])
    }

    @Test(arguments: StageKind.allCases, [nil, "P"])
    func `R24: a grace without a primary is ignored with a warning`(kind: StageKind, primary: String?) {
        var stage = RotatorStage(kind, primary: primary)
        let before = stage.rotator
        #expect(stage.rotate(to: nil, grace: ("K", 10), at: 1) == [.graceWithoutPrimary])
        #expect(stage.rotate(to: nil, at: 1) == [])
        #expect(stage.rotator == before)
    }

    @Test(arguments: StageKind.allCases)
    func `250 predecessors end each at its own end`(kind: StageKind) {
        var stage = RotatorStage(kind, primary: "k0")
        for number in 1...250 { stage.rotate(to: "k\(number)", grace: ("k\(number - 1)", 1_000 + number), at: number) }
        #expect(stage.drain(at: 1_000).added.count == 250)
        for number in 1...250 {
            #expect(stage.drain(at: 1_000 + number).removed == (number == 1 ? [] : ["k\(number - 2)"]))
            #expect(stage.rotator.nextEnd == ms(1_000 + number))
        }
        #expect(stage.drain(at: 1_251).removed == ["k249"])
        #expect(stage.roles == "k250 | - | - | -")
    }
}
