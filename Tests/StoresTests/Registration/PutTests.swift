import Credentials
import Testing

@testable import Stores

@Suite struct RegistrationPutTests {
    @Test(arguments: Backing.allCases)
    func `of two that put where there is none one wins, and the other is noted`(_ backing: Backing) async throws {
        try await backing.withRegistrations { stage in
            let (first, second) = (Example.registration("one"), Example.registration("two"))
            let won = try await stage.store.put(RegistrationPut(first, if: .absent))
            let lost = try await stage.store.put(RegistrationPut(second, if: .absent))
            #expect(won.effect == .wrote && lost == RegistrationPutResult(.lost, stands: won.stands))
            #expect(try await stage.row()?.clientID == "one")
            let noted = try #require(try await stage.store.losers().first)
            #expect(noted == second && noted.version.epoch == .zero)  // with its management token
            #expect(try await stage.hints().count == 1)
        }
    }

    @Test(arguments: Backing.allCases)
    func `many that put at once are one winner, and losers that are all noted`(_ backing: Backing) async throws {
        try await backing.withRegistrations { stage in
            let registrations = (0..<20).map { Example.registration("c\($0)") }
            var effects: [RegistrationPutResult.Effect] = []
            for registration in registrations {
                stage.store.put(RegistrationPut(registration, if: .absent)) { result in
                    if case .success(let answer) = result { effects.append(answer.effect) }
                }
            }
            let losers = try await stage.loserIDs()
            #expect(effects.count == 20 && effects.count { $0 == .wrote } == 1 && losers.count == 19)
            let winner = try #require(try await stage.row()?.clientID)
            #expect(!losers.contains(winner))
        }
    }

    /// The answer was lost; the same nonce is the same put.
    @Test(arguments: Backing.allCases)
    func `a put that is repeated is already done`(_ backing: Backing) async throws {
        try await backing.withRegistrations { stage in
            let request = RegistrationPut(Example.registration("one"), if: .absent)
            stage.loseAnswers(true)
            let error = await #expect(throws: RegistrationStoreError.self) { try await stage.store.put(request) }
            #expect(error?.outcome == .unknown)
            stage.loseAnswers(false)
            let row = try await stage.row()
            let again = try await stage.store.put(request)
            #expect(again.effect == .already && again.isInForce && again.stands.registration == row)
            #expect(try await stage.loserIDs().isEmpty)
            #expect(try await stage.hints().count == 1)
        }
    }

    @Test(arguments: Backing.allCases)
    func `the last writer wins whatever stands there, and nobody is noted`(_ backing: Backing) async throws {
        try await backing.withRegistrations { stage in
            let first = try await stage.establish(Example.registration("one"))
            let second = try await stage.establish(Example.registration("two"))
            #expect(second.version > first.version && second.version.epoch > first.version.epoch)
            #expect(try await stage.row()?.clientID == "two")
            #expect(try await stage.loserIDs().isEmpty)
        }
    }

    @Test(arguments: Backing.allCases)
    func `an update needs the very version that it was made for`(_ backing: Backing) async throws {
        try await backing.withRegistrations { stage in
            var update = Example.registration("one")
            let early = try await stage.store.put(RegistrationPut(update, if: .present(.unstored)))
            #expect(early == RegistrationPutResult(.lost, stands: .absent))  // what is gone is not brought back
            let first = try await stage.establish(Example.registration("one"))
            update.clientSecret = Secret(text: "new")
            let done = try await stage.store.put(RegistrationPut(update, if: .present(first.version)))
            #expect(done.effect == .wrote && done.stands.registration?.clientSecret == Secret(text: "new"))
            let late = Example.registration("one")
            #expect(try await stage.store.put(RegistrationPut(late, if: .present(first.version))).effect == .lost)
            #expect(try await stage.loserIDs().isEmpty)
        }
    }

    @Test(arguments: Backing.allCases)
    func `a renewal replaces what it knows and notes it, and loses to what it does not know`(
        _ backing: Backing
    ) async throws {
        try await backing.withRegistrations { stage in
            let old = try await stage.establish(Example.registration("old"))
            let renewed = try await stage.store.put(
                RegistrationPut(Example.registration("new"), if: .notAbove(old.version)))
            #expect(renewed.effect == .wrote)
            #expect(try await stage.store.losers() == [old])
            let late = try await stage.store.put(
                RegistrationPut(Example.registration("late"), if: .notAbove(old.version)))
            #expect(late.effect == .lost)
            #expect(try await stage.loserIDs() == ["late", "old"])
            try await stage.plant(nil, under: Example.key())  // it went with its end
            let bare = try await stage.store.put(
                RegistrationPut(Example.registration("bare"), if: .notAbove(old.version)))
            #expect(bare.effect == .wrote)
        }
    }

    @Test(arguments: Backing.allCases)
    func `a generation is above the stored one, the writer's own, and the time`(_ backing: Backing) async throws {
        try await backing.withRegistrations { stage in
            let now = try await stage.now().milliseconds
            let ahead = Example.registration("ahead").with(epoch: now + 3_600_000)
            #expect(try await stage.store.putBack(ahead).effect == .wrote)
            let next = try await stage.establish(Example.registration("next"))
            #expect(next.version.epoch.number == UInt64(now + 3_600_001))
            let floor = try #require(Epoch(UInt64(now + 7_200_000)))
            let result = try await stage.store.put(
                RegistrationPut(Example.registration("f"), if: .always, floor: floor))
            #expect(result.stands.registration?.version.epoch.number == floor.number + 1)
            let mad = try #require(Epoch(UInt64(now + 100 * 3_600_000)))
            try await stage.plant(nil, under: Example.key())
            let sane = try await stage.store.put(RegistrationPut(Example.registration("g"), if: .always, floor: mad))
            #expect(sane.stands.registration != nil)
        }
    }

    @Test(arguments: Backing.allCases)
    func `a row that is none is as good as none to a writer`(_ backing: Backing) async throws {
        try await backing.withRegistrations { stage in
            let now = try await stage.now().milliseconds
            let poisoned = Example.registration("mad").with(epoch: now + 48 * 3_600_000)
            let rows: [MemoryRegistrations.Content] = [
                .otherType, .text([]), .text(Array("{}".utf8)), .text(Array("no".utf8)), .text(poisoned.row),
                .text(Example.registration("other", key: Example.key("https://other.test")).row),
                .text(Array(Example.registration("c").row.map { $0 == UInt8(ascii: "0") ? UInt8(ascii: "x") : $0 })),
            ]
            for (number, row) in rows.enumerated() {
                try await stage.plant(row, under: Example.key())
                guard case .malformed = try await stage.store.read() else {
                    Issue.record("row \(number) is read as something")
                    continue
                }
                let put = RegistrationPut(Example.registration("new\(number)"), if: .absent)
                #expect(try await stage.store.put(put).effect == .wrote, "row \(number)")
                #expect(try await stage.row()?.clientID == "new\(number)")
            }
            // Each of them was in force before it was damaged, and none of what damaged it is a client.
            #expect(try await stage.loserIDs() == (0..<rows.count - 1).map { "new\($0)" })
        }
    }
}

@Suite struct RegistrationPutBackTests {
    @Test(arguments: Backing.allCases)
    func `a holder's registration comes back as it was where there is none`(_ backing: Backing) async throws {
        try await backing.withRegistrations { stage in
            let end = UnixSeconds(try await stage.now().milliseconds / 1000 + 600)
            let row = try await stage.establish(Example.registration("one", expiresAt: end))
            try await stage.plant(nil, under: Example.key())
            #expect(try await stage.store.putBack(row) == RegistrationPutResult(.wrote, stands: .found(row)))
            let rest = try await stage.remaining(Example.key())
            #expect(rest > 590_000 && rest <= 600_000)
            #expect(try await stage.hints().count == 2)
            #expect(try await stage.store.putBack(row).effect == .lost)
            #expect(try await stage.hints().count == 2)
        }
    }

    @Test(arguments: Backing.allCases)
    func `the lower one loses and is noted, the higher one stays`(_ backing: Backing) async throws {
        try await backing.withRegistrations { stage in
            let first = try await stage.establish(Example.registration("first"))
            let second = try await stage.establish(Example.registration("second"))
            let late = try await stage.store.putBack(first)
            #expect(late == RegistrationPutResult(.lost, stands: .found(second)))
            try await stage.plant(.text(first.row), under: Example.key())
            #expect(try await stage.store.putBack(second).effect == .wrote)
            #expect(try await stage.store.losers() == [first])
        }
    }

    /// The nonce decides as text, and beyond what a number of Lua holds.
    @Test(arguments: Backing.allCases)
    func `of one generation the larger nonce wins`(_ backing: Backing) async throws {
        try await backing.withRegistrations { stage in
            let now = try await stage.now().milliseconds
            let nonces: [UInt64] = [1, 0x7FFF_FFFF_FFFF_FFFE, 0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000, .max]
            var last: String?
            for nonce in nonces {
                var registration = Example.registration("n\(nonce)").with(epoch: now)
                registration.version = Version(epoch: registration.version.epoch, nonce: Nonce(bits: nonce))
                #expect(try await stage.store.putBack(registration).effect == .wrote)
                last = registration.clientID
            }
            #expect(try await stage.row()?.clientID == last)
        }
    }

    @Test(arguments: Backing.allCases)
    func `what was never stored, has ended, or is poisoned does not come back`(_ backing: Backing) async throws {
        try await backing.withRegistrations { stage in
            let now = try await stage.now().milliseconds
            let bad = [
                Example.registration("new"), Example.registration("mad").with(epoch: now + 48 * 3_600_000),
                Example.registration("late", expiresAt: UnixSeconds(now / 1000 - 5)).with(epoch: now),
            ]
            for registration in bad {
                let result = try await stage.store.putBack(registration)
                #expect(result == RegistrationPutResult(.lost, stands: .absent), "\(registration.clientID)")
            }
        }
    }
}
