import Credentials
import Testing

@testable import Stores

@Suite struct RegistrationLeaseTests {
    @Test(arguments: Backing.allCases)
    func `one has the lease, and the others hear for how long`(_ backing: Backing) async throws {
        try await backing.withRegistrations { stage in
            let taken = try await stage.store.takeLease(1)
            let lease = try #require(taken.lease)
            #expect(taken == .taken(lease, stands: .absent, isSoundToStore: false))
            guard case .held(let rest, 0, .absent) = try await stage.store.takeLease(2) else {
                Issue.record("it was given twice")
                return
            }
            #expect(rest > 50_000 && rest <= 60_000)
            #expect(try await stage.store.takeLease(1).lease == lease)  // the answer was lost, and it asks again
        }
    }

    @Test(arguments: Backing.allCases)
    func `each lease has a higher number, whatever became of the one before`(_ backing: Backing) async throws {
        try await backing.withRegistrations { stage in
            var fences: [UInt64] = []
            for holder in 1...4 {
                let lease = try #require(try await stage.store.takeLease(UInt64(holder)).lease)
                fences.append(lease.fence)
                if holder.isMultiple(of: 2) {
                    try await stage.endLease(Example.key())
                } else {
                    #expect(try await stage.store.releaseLease(lease))
                    #expect(try await stage.store.releaseLease(lease) == false)
                }
            }
            #expect(fences == fences.sorted() && Set(fences).count == 4)
            #expect(fences[0] >= UInt64(try await stage.now().milliseconds) - 60_000)
        }
    }

    @Test(arguments: Backing.allCases)
    func `only its holder extends or releases a lease, and only while it is in force`(_ backing: Backing) async throws {
        try await backing.withRegistrations { stage in
            let lease = try #require(try await stage.store.takeLease(1, milliseconds: 30_000).lease)
            let forged = RegistrationLease(key: lease.key, holder: Nonce(bits: 2), fence: lease.fence)
            let older = RegistrationLease(key: lease.key, holder: lease.holder, fence: lease.fence - 1)
            for wrong in [forged, older] {
                #expect(try await stage.store.extendLease(wrong) == false)
                #expect(try await stage.store.releaseLease(wrong) == false)
            }
            #expect(try await stage.store.extendLease(lease, milliseconds: 90_000))
            guard case .held(let rest, _, _) = try await stage.store.takeLease(2) else { throw NoRow() }
            #expect(rest > 80_000)
            try await stage.endLease(Example.key())
            #expect(try await stage.store.extendLease(lease) == false)
        }
    }

    @Test(arguments: Backing.allCases)
    func `a pause holds for all, its maker too, and tells how often it went wrong`(_ backing: Backing) async throws {
        try await backing.withRegistrations { stage in
            let lease = try #require(try await stage.store.takeLease(1).lease)
            #expect(try await stage.store.releaseLease(lease, pause: LeasePause(milliseconds: 20_000, failures: 3)))
            for holder: UInt64 in [1, 2] {
                guard case .held(let rest, 3, _) = try await stage.store.takeLease(holder) else { throw NoRow() }
                #expect(rest > 10_000 && rest <= 20_000)
            }
            #expect(try await stage.store.extendLease(lease) == false)
        }
    }

    @Test(arguments: Backing.allCases)
    func `a put under a lease that another one followed is fenced and noted`(_ backing: Backing) async throws {
        try await backing.withRegistrations { stage in
            let frozen = try #require(try await stage.store.takeLease(1).lease)
            try await stage.endLease(Example.key())
            let current = try #require(try await stage.store.takeLease(2).lease)
            let late = try await stage.store.put(
                RegistrationPut(Example.registration("late"), if: .absent, lease: frozen))
            #expect(late == RegistrationPutResult(.fenced, stands: .absent))
            #expect(try await stage.loserIDs() == ["late"])
            let good = try await stage.store.put(
                RegistrationPut(Example.registration("good"), if: .absent, lease: current))
            #expect(good.effect == .wrote)
            #expect(try await stage.store.extendLease(current) == false)  // it ended with its work
        }
    }

    /// Nobody else has it, so nobody is disturbed.
    @Test(arguments: Backing.allCases)
    func `a put under a lease that has merely ended is taken`(_ backing: Backing) async throws {
        try await backing.withRegistrations { stage in
            let lease = try #require(try await stage.store.takeLease(1).lease)
            try await stage.endLease(Example.key())
            let put = RegistrationPut(Example.registration("slow"), if: .absent, lease: lease)
            #expect(try await stage.store.put(put).effect == .wrote)
        }
    }

    @Test(arguments: Backing.allCases)
    func `who takes the lease sees the row of the same instant`(_ backing: Backing) async throws {
        try await backing.withRegistrations { stage in
            let row = try await stage.establish(Example.registration("one"))
            let taken = try await stage.store.takeLease(1)
            #expect(taken == .taken(try #require(taken.lease), stands: .found(row), isSoundToStore: true))
            guard case .held(_, _, .found(row)) = try await stage.store.takeLease(2) else {
                Issue.record("the row is not told")
                return
            }
            try await stage.plant(.otherType, under: Example.key())
            let again = try await stage.store.takeLease(1)
            #expect(
                again
                    == .taken(try #require(again.lease), stands: .malformed(.wrongType), isSoundToStore: false))
        }
    }
}
