import Credentials
import Doubles
import Testing

@testable import ReplicaCore

/// The one that registers for all dies, or does not hear the answer.
@Suite struct LeaseHolderTests {
    enum Step: String, CaseIterable, Sendable {
        case leaseTaken, discoveryArrived, callArrived, registered, putExecuted
        /// Registered, and no script has seen it yet: nobody can ever withdraw it.
        var leaks: Int { self == .registered ? 1 : 0 }
        /// It was the last step: the others have it.
        var isDone: Bool { self == .putExecuted }
    }

    @Test(arguments: Step.allCases)
    func `a holder that dies is replaced within the life of its lease`(_ step: Step) throws {
        let world = try RegistrationWorld(seed: 11, replicas: 20)
        var diedAt: UInt64?
        func die(_ number: Int) {
            guard diedAt == nil else { return }
            diedAt = world.now
            world.kill(number)
        }
        world.onExecute = { effect, number in
            if case .takeLease = effect, step == .leaseTaken { die(number) }
            // Right after it: the script runs, whoever sent it.
            if case .put = effect, step == .putExecuted { die(number) }
        }
        world.onArrive = { request, number in
            if request.method == .get, step == .discoveryArrived { die(number) }
            if request.method == .post, step == .callArrived {
                die(number)
                _ = world.server.inject(AuthorizationFault(id: .init(9), .reset, on: [.register], times: 1))
            }
        }
        world.onRegistered = { if step == .registered { die($0) } }
        let isResolved = world.run(
            until: { diedAt != nil && world.used.count == 1 && world.used.first ?? nil != nil },
            withinMilliseconds: 5_000)
        let died = try #require(diedAt)
        let limit = step.isDone ? 300 : world.settings.leaseLife / RegistrationWorld.millisecond + 100
        #expect(isResolved && (world.now - died) / RegistrationWorld.millisecond <= limit)
        try world.settle()
        world.judge()
        #expect(world.violations.isEmpty, "\(world.violations)")
        #expect(world.leaks.unavoidable.count == step.leaks && world.live.count == 1 + step.leaks)
    }

    @Test(arguments: [1, 2, 3] as [UInt32])
    func `each lost answer leaves one registration that nobody can withdraw`(_ times: UInt32) throws {
        let world = try RegistrationWorld(seed: 12, replicas: 10)
        _ = world.server.inject(AuthorizationFault(id: .init(1), .loseAnswer, on: [.register], times: times))
        try world.settle()
        world.judge()
        #expect(world.violations.isEmpty, "\(world.violations)")
        #expect(world.leaks.unavoidable.count == Int(times) && world.live.count == Int(times) + 1)
        #expect(world.server.entries.count { $0.state == .live && !$0.isAnswered } == Int(times))
        let unknown = world.replicas.map(\.resolver.status.unknownRegistrations).reduce(0, +)
        #expect(unknown == Int(times))
    }

    /// Freezes the first that has registered, and lets its lease end.
    private static func freezeHolder(in world: RegistrationWorld) throws -> Int {
        var frozen: Int?
        world.onRegistered = { number in
            if frozen == nil {
                frozen = number
                world.freeze(number)
            }
        }
        world.run(milliseconds: 6_000)
        return try #require(frozen)
    }

    /// It wakes up with an answer in its hands, and its successor is in force.
    @Test func `a frozen holder's registration loses and is withdrawn`() throws {
        let world = try RegistrationWorld(seed: 13, replicas: 10)
        let number = try Self.freezeHolder(in: world)
        #expect(world.server.entries.count == 2 && world.winner == world.server.entries.last?.clientID)
        world.thaw(number)
        try world.settle()
        world.judge()
        #expect(world.violations.isEmpty, "\(world.violations)")
        #expect(world.live.count == 1 && world.server.entries.first?.state == .deleted)
        #expect(world.replicas[number].resolver.status.withdrawn == 1)
    }

    /// Its registrant is gone: somebody else does it under the lease.
    @Test func `a loser whose registrant died is withdrawn by another`() throws {
        let world = try RegistrationWorld(seed: 14, replicas: 10)
        let number = try Self.freezeHolder(in: world)
        world.onExecute = { effect, sender in
            if case .put = effect, sender == number { world.at(milliseconds: 50) { world.kill(number) } }
        }
        world.thaw(number)
        #expect(world.run(until: { !world.replicas[number].isAlive }, withinMilliseconds: 2_000))
        #expect(world.store.loserCount == 1)
        try world.settle()
        world.judge()
        #expect(world.violations.isEmpty && world.live.count == 1, "\(world.violations)")
    }

    @Test func `a put whose answer is lost is repeated, and is the same put`() throws {
        let world = try RegistrationWorld(seed: 15, replicas: 5)
        var puts = 0
        world.onExecute = { effect, number in
            guard case .put = effect else { return }
            puts += 1
            if puts == 1 { world.at(milliseconds: 0) { world.drop(number) } }
        }
        try world.settle()
        world.judge()
        #expect(world.violations.isEmpty && world.server.entries.count == 1, "\(world.violations)")
    }
}
