import Credentials
import Testing

@testable import Stores

@Suite struct RegistrationLoserTests {
    @Test(arguments: Backing.allCases)
    func `a loser is noted once, under its own key`(_ backing: Backing) async throws {
        try await backing.withRegistrations { stage async throws in
            let loser = Example.registration("loser").with(epoch: 1_790_000_000_000)
            #expect(try await stage.store.noteLoser(loser))
            #expect(try await stage.store.noteLoser(loser))
            #expect(try await stage.store.losers() == [loser])
            #expect(try await stage.store.losers(Example.key("https://other.test")).isEmpty)
        }
    }

    /// More than a page, and others' under keys that a pattern would take for each other's.
    @Test(arguments: Backing.allCases)
    func `many losers are listed, and only those of the key`(_ backing: Backing) async throws {
        try await backing.withRegistrations { stage async throws in
            let (key, other) = (Example.key("https://idp.test/[a]?*"), Example.key("https://idp.test/a"))
            for number in 0..<150 {
                for key in [key, other] {
                    try await stage.store.noteLoser(Example.registration("c-\(number)", key: key))
                }
            }
            let listed = try await stage.store.losers(key)
            #expect(Set(listed.map(\.clientID)).count == 150 && listed.allSatisfy { $0.key == key })
        }
    }

    @Test(arguments: Backing.allCases)
    func `what stands in the row is nobody's loser`(_ backing: Backing) async throws {
        try await backing.withRegistrations { stage in
            let row = try await stage.establish(Example.registration("one"))
            #expect(try await stage.store.noteLoser(row) == false)
            #expect(try await stage.loserIDs().isEmpty)
        }
    }

    @Test(arguments: Backing.allCases)
    func `a loser may be withdrawn while the winner stands, and not before`(_ backing: Backing) async throws {
        try await backing.withRegistrations { stage in
            let loser = Example.registration("loser")
            #expect(try await stage.store.mayWithdraw(loser, winner: .unstored) == .gone)
            try await stage.store.noteLoser(loser)
            #expect(try await stage.store.mayWithdraw(loser, winner: .unstored) == .wait)  // no row
            let winner = try await stage.establish(Example.registration("winner"))
            #expect(try await stage.store.mayWithdraw(loser, winner: winner.version) == .go)
            let next = try await stage.establish(Example.registration("next"))
            #expect(try await stage.store.mayWithdraw(loser, winner: winner.version) == .wait)
            #expect(try await stage.store.mayWithdraw(loser, winner: next.version) == .go)
        }
    }

    @Test(arguments: Backing.allCases)
    func `a loser that was put back is in use, and off the list`(_ backing: Backing) async throws {
        try await backing.withRegistrations { stage in
            let row = try await stage.establish(Example.registration("one"))
            try await stage.plant(nil, under: Example.key())
            try await stage.store.noteLoser(row)
            try await stage.plant(.text(row.row), under: Example.key())
            #expect(try await stage.store.mayWithdraw(row, winner: row.version) == .inUse)
            #expect(try await stage.loserIDs().isEmpty)
            try await stage.plant(nil, under: Example.key())
            try await stage.store.noteLoser(row)
            #expect(try await stage.store.putBack(row).effect == .wrote)
            #expect(try await stage.loserIDs().isEmpty)
        }
    }

    /// A replica that was frozen meanwhile still holds it.
    @Test(arguments: Backing.allCases)
    func `what was withdrawn does not come back`(_ backing: Backing) async throws {
        try await backing.withRegistrations { stage in
            let old = try await stage.establish(Example.registration("old"))
            let winner = try await stage.establish(Example.registration("winner"))
            try await stage.store.noteLoser(old)
            #expect(try await stage.store.buryLoser(old))
            #expect(try await stage.loserIDs().isEmpty)
            #expect(try await stage.store.buryLoser(old) == false)
            #expect(try await stage.store.noteLoser(old) == false)
            try await stage.plant(nil, under: Example.key())
            #expect(try await stage.store.putBack(old) == RegistrationPutResult(.withdrawn, stands: .absent))
            #expect(try await stage.store.put(RegistrationPut(old, if: .absent)).effect == .withdrawn)
            #expect(try await stage.store.putBack(winner).effect == .wrote)
        }
    }

    /// Nobody who held it need be left.
    @Test(arguments: Backing.allCases)
    func `a row that vanished is its successor's loser all the same`(_ backing: Backing) async throws {
        try await backing.withRegistrations { stage in
            let old = try await stage.establish(Example.registration("old"))
            try await stage.plant(nil, under: Example.key())
            let put = RegistrationPut(Example.registration("new"), if: .absent)
            #expect(try await stage.store.put(put).effect == .wrote)
            #expect(try await stage.store.losers() == [old])
            try await stage.store.buryLoser(old)
            let next = RegistrationPut(
                Example.registration("next"), if: .notAbove(try #require(try await stage.row()).version))
            #expect(try await stage.store.put(next).effect == .wrote)
            #expect(try await stage.loserIDs() == ["new"])
        }
    }

    /// What was withdrawn while it stood nowhere is not withdrawn twice.
    @Test(arguments: Backing.allCases)
    func `what is buried is noted by nobody`(_ backing: Backing) async throws {
        try await backing.withRegistrations { stage in
            let old = try await stage.establish(Example.registration("old"))
            try await stage.plant(nil, under: Example.key())
            try await stage.store.buryLoser(old)
            let put = RegistrationPut(Example.registration("new"), if: .absent)
            #expect(try await stage.store.put(put).effect == .wrote)
            #expect(try await stage.loserIDs().isEmpty)
        }
    }

    @Test(arguments: Backing.allCases)
    func `what stands in the row cannot be buried`(_ backing: Backing) async throws {
        try await backing.withRegistrations { stage in
            let row = try await stage.establish(Example.registration("one"))
            #expect(try await stage.store.buryLoser(row) == false)
            try await stage.plant(nil, under: Example.key())
            #expect(try await stage.store.putBack(row).effect == .wrote)
        }
    }
}
