import Credentials
import Testing

/// Section 4.6 with the decisions of section 0: a drain tells the net effect. R12, R13, R21, B27, S8.
struct DrainTests {
    @Test(arguments: StageKind.allCases)
    func `a key that came and went in between is in neither list`(kind: StageKind) {
        var stage = RotatorStage(kind, primary: "k0")
        for number in 1...100 { stage.rotate(to: "k\(number)", at: number) }
        #expect(
            stage.drain(at: 100)
                == stage.expected(added: ["k100"], removed: ["k0"], starts: ["k100"], stops: ["k0"]))
    }

    @Test(arguments: StageKind.allCases)
    func `R12, R13: a key that left and came back is untouched`(kind: StageKind) {
        var stage = RotatorStage(kind, primary: "P", additional: [("A", nil)])
        stage.list([], at: 1)
        stage.list([("A", 10)], at: 2)
        stage.rotate(to: "N", at: 3)
        stage.rotate(to: "P", at: 4)
        #expect(stage.drain(at: 4) == stage.expected())
        #expect(stage.roles == "P | - | A@10 | -")
    }

    @Test(arguments: StageKind.allCases)
    func `a key that ended and was stated again by then is untouched`(kind: StageKind) {
        var stage = RotatorStage(kind, primary: "P", additional: [("A", 5)])
        #expect(stage.list([("A", nil)], at: 6) == [.ended, .becameAdditional])
        #expect(stage.drain(at: 6) == stage.expected())
    }

    @Test(arguments: StageKind.allCases)
    func `a key that came and ended in between was never there`(kind: StageKind) {
        var stage = RotatorStage(kind, primary: "P")
        stage.list([("A", 5)], at: 1)
        #expect(stage.drain(at: 6) == stage.expected())
        #expect(stage.roles == "P | - | - | -")
    }

    @Test(arguments: StageKind.allCases)
    func `a second drain says nothing`(kind: StageKind) {
        var stage = RotatorStage(kind, primary: "P", additional: [("A", 5)])
        stage.rotate(to: "N", grace: ("P", 9), at: 1)
        _ = stage.drain(at: 6)
        #expect(stage.drain(at: 6) == stage.expected())
    }

    @Test func `a drain tells which keys ended, and no other`() throws {
        let (old, new) = (try #require(SDKKey(text: "old")), try #require(SDKKey(text: "new")))
        let extra = try #require(MobileKey(text: "extra"))
        var rotator = CredentialRotator(InitialCredentials(sdkKey: old), at: ms(0))
        rotator.rotateSDKKey(to: new, grace: GraceNotice(key: old, end: ms(5)), at: ms(1))
        rotator.setAdditionalMobileKeys(AdditionalKeys([(extra, ms(4))]), at: ms(1))
        #expect(rotator.drain(at: ms(1)).notices.isEmpty)
        #expect(rotator.nextEnd == ms(4))
        #expect(
            rotator.drain(at: ms(6)).notices
                == [CredentialNotice(old.credential, .ended), CredentialNotice(extra.credential, .ended)])
    }

    @Test func `B27: the environment id has one slot and no grace, and the same id changes nothing`() throws {
        let (one, two) = (try #require(EnvironmentID(text: "one")), try #require(EnvironmentID(text: "two")))
        var rotator = CredentialRotator(at: ms(0))
        #expect(rotator.rotateEnvironmentID(to: one) == [CredentialNotice(.environmentID(one), .becamePrimary)])
        #expect(rotator.drain(at: ms(0)).additions == [.environmentID(one)])
        #expect(rotator.rotateEnvironmentID(to: one) == [])
        #expect(rotator.drain(at: ms(0)).isEmpty)
        rotator.rotateEnvironmentID(to: two)
        let changes = rotator.drain(at: ms(0))
        #expect(changes.additions == [.environmentID(two)])
        #expect(changes.removals == [.environmentID(one)])
        #expect(rotator.accepts(.environmentID(two)))
        #expect(!rotator.accepts(.environmentID(one)))
        rotator.rotateEnvironmentID(to: one)
        rotator.rotateEnvironmentID(to: two)
        #expect(rotator.drain(at: ms(0)).isEmpty)
    }
}
