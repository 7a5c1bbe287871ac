import Credentials
import ReplicaCore
import Testing

@testable import ReplicaProcess

/// A refresh is done when of each part a read has ended that began after it was asked for.
@Suite struct RefreshRoundTests {
    private let query = ManagedKeyQuery(after: .zero, limit: 10)
    private let failed = ReplicaInput.managedKeys(.readEnded(.failure(.deadline)))
    private let read = ReplicaInput.adminKey(.readEnded(.success(.absent)))

    @Test func `one read of each part, begun and ended, is a round`() {
        var round = RefreshRound()
        round.begin([.adminKey, .managedKeys])
        round.performs(.adminKey(.read))
        round.performs(.managedKeys(.read(query)))
        #expect(round.takeResult() == nil)
        round.took(read)
        #expect(round.takeResult() == nil)
        round.took(failed)
        #expect(round.takeResult() == [RefreshStep(.adminKey), RefreshStep(.managedKeys, failure: "deadline")])
        #expect(round.takeResult() == nil)
    }

    @Test func `a read from before does not count`() {
        var round = RefreshRound()
        round.performs(.adminKey(.read))
        round.begin([.adminKey])
        #expect(round.takeResult() == nil)
        round.took(read)
        round.performs(.adminKey(.read))
        #expect(round.takeResult() == nil)
        round.took(read)
        #expect(round.takeResult() == [RefreshStep(.adminKey)])
    }

    @Test func `a read that goes on with another page is not done`() {
        var round = RefreshRound()
        round.begin([.managedKeys])
        round.performs(.managedKeys(.read(query)))
        round.took(.managedKeys(.readEnded(.failure(.refused))))
        round.performs(.managedKeys(.read(query)))
        #expect(round.takeResult() == nil)
    }

    @Test func `without a link there is nothing to wait for`() {
        var round = RefreshRound()
        round.begin([.adminKey])
        #expect(round.takeResult() == [RefreshStep(.adminKey, failure: "no connection")])
    }

    @Test func `what takes too long is said to`() {
        var round = RefreshRound()
        round.begin([.adminKey])
        round.performs(.adminKey(.read))
        #expect(round.end() == [RefreshStep(.adminKey, failure: "not in time")])
        #expect(!round.isRunning)
        #expect(round.takeResult() == nil)
    }
}
