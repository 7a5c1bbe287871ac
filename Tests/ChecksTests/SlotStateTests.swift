@testable import Checks
import History
@testable import Scenario
import Testing

struct SlotStateTests {
    private func change(_ number: UInt32, at: Time, grace: Int64) -> SlotChange {
        SlotChange(
            operation: 0, kind: .rotate, credential: CredentialID(number), grace: grace, invoked: at,
            acknowledged: at + 1, version: .zero, graceEnd: grace > 0 ? at + grace : nil, isCertain: true)
    }

    private func after(_ changes: [SlotChange]) -> SlotState {
        changes.reduce(SlotState(current: CredentialID(0))) { state, change in
            let after = state.after(change)
            #expect(after.count == 1)
            return after[0]
        }
    }

    @Test func `a fifth outgoing key drops the one that ends first`() {
        let state = after((1...5).map { change($0, at: Time($0), grace: $0 == 2 ? 500 : 1_000) })
        #expect(state.current == CredentialID(5))
        #expect(state.outgoing.map(\.credential.number) == [0, 2, 3, 4].filter { $0 != 1 })
    }

    @Test func `the key that joins is never the one that leaves a full list`() {
        let state = after((1...5).map { change($0, at: Time($0), grace: $0 == 5 ? 100 : 1_000) })
        #expect(state.outgoing.map(\.credential.number) == [1, 2, 3, 4])
    }

    @Test func `a key that comes back leaves the list, and an ended one does not stay`() {
        let back = after([change(1, at: 10, grace: 1_000), change(0, at: 20, grace: 1_000)])
        #expect(
            back
                == SlotState(
                    current: CredentialID(0),
                    outgoing: [
                        Outgoing(credential: CredentialID(1), earliestEnd: 1_020, latestEnd: 1_020)
                    ]))
        let ended = after([change(1, at: 10, grace: 5), change(2, at: 20, grace: 1_000)])
        #expect(ended.outgoing.map(\.credential) == [CredentialID(1)])
    }

    @Test func `no grace empties the list`() {
        let state = after([change(1, at: 10, grace: 1_000), change(2, at: 20, grace: 0)])
        #expect(state == SlotState(current: CredentialID(2)))
    }
}

struct SlotHistoryTests {
    private func change(_ number: UInt32, _ invoked: Time, _ acknowledged: Time, certain: Bool = true) -> SlotChange {
        SlotChange(
            operation: 0, kind: .rotate, credential: CredentialID(number), grace: 0, invoked: invoked,
            acknowledged: acknowledged, version: VersionStamp(epoch: UInt64(number), nonce: 0), isCertain: certain)
    }

    private func history(_ changes: [SlotChange]) -> SlotHistory {
        SlotHistory(changes: changes, contenders: [], isFenced: true, undone: [:])
    }

    @Test func `a later state, invoked earlier, shortens the bounds of an earlier one`() {
        let history = history([change(0, 0, 1), change(1, 20, 40), change(2, 10, 30)])
        #expect(history.turns.invokedFrom == [0, 10, 10, .never])
        #expect(history.turns.acknowledgedFrom == [1, 30, 30, .never])
    }

    @Test func `what depends on an uncertain change is either`() {
        let history = history([change(0, 0, 1), change(1, 10, .never, certain: false), change(2, 20, 21)])
        #expect(history.validity(of: CredentialID(1), in: 1) == .current)
        #expect(history.validity(of: CredentialID(2), in: 2) == .current)
        #expect(history.validity(of: CredentialID(1), in: 2) == .invalid)
    }

    @Test func `colours of a key between an uncertain change and the next are open`() {
        let history = history([
            change(0, .always, 1), change(0, .always, 1), change(1, 100, .never, certain: false), change(2, 200, 210),
        ])
        let limits = Limits(Bounds(learn: 5, refuse: 5, timed: 1, skew: 1))
        let standings = history.standings(credentials: 3)
        let old = Colours(standings[0], history.turns, limits)
        #expect(old.acceptances.map(\.span) == [Span(from: 6, to: 100)])
        #expect(old.refusals.map(\.span) == [Span(from: 215, to: .never)])
        let open = Colours(standings[1], history.turns, limits)
        #expect(open.acceptances.map(\.span).filter { $0.from < $0.to } == [])
        #expect(open.refusals.map(\.span) == [Span(from: .always, to: 100), Span(from: 215, to: .never)])
    }
}
