import History
import Testing

@testable import Fleet

@Suite struct RegistrationSightsTests {
    private static let id = RegistrationID(0)
    private static let other = RegistrationID(1)
    private static let first = Life(ReplicaID(1), Incarnation(1))
    private static let second = Life(ReplicaID(2), Incarnation(1))
    private static let client = FingerprintBits(0xA)

    private static func used(_ client: FingerprintBits, _ id: RegistrationID = id) -> RegistrationEvent {
        .used(id, client: client, version: .zero, secretEnds: 0)
    }

    @Test func `a life uses what it said last, at each upstream`() {
        var sights = RegistrationSights()
        #expect(sights.client(of: Self.first, at: Self.id) == nil)
        sights.take(Self.used(Self.client), of: Self.first)
        sights.take(Self.used(FingerprintBits(0xB)), of: Self.first)
        sights.take(Self.used(FingerprintBits(0xC), Self.other), of: Self.first)
        #expect(sights.client(of: Self.first, at: Self.id) == FingerprintBits(0xB))
        #expect(sights.client(of: Self.first, at: Self.other) == FingerprintBits(0xC))
        #expect(sights.client(of: Self.second, at: Self.id) == nil)
        sights.take(Self.used(.none), of: Self.first)
        #expect(sights.client(of: Self.first, at: Self.id) == nil)
    }

    @Test func `what a life used is not what the next one uses`() {
        var sights = RegistrationSights()
        sights.take(Self.used(Self.client), of: Self.first)
        let next = Life(ReplicaID(1), Incarnation(2))
        #expect(sights.client(of: next, at: Self.id) == nil)
        sights.take(Self.used(Self.client), of: next)
        #expect(sights.client(of: Self.first, at: Self.id) == nil)
        #expect(sights.client(of: next, at: Self.id) == Self.client)
    }

    @Test func `a holder goes its way, step by step`() {
        var sights = RegistrationSights()
        let way: [(RegistrationEvent, LeaseHolder.Stage)] = [
            (.lease(Self.id, .taken, fence: 7), .claimed), (.requested(Self.id, .discover, number: 1), .discovering),
            (
                .answered(
                    Self.id, .discover, number: 1, status: 200, client: .none, isOutcomeUnknown: false), .discovering
            ),
            (.lease(Self.id, .extended, fence: 7), .discovering),
            (.requested(Self.id, .register, number: 2), .registering),
            (
                .answered(
                    Self.id, .register, number: 2, status: 201, client: Self.client, isOutcomeUnknown: false), .answered
            ),
            (
                .stored(Self.id, client: Self.client, .unknown, version: .zero, isPutBack: false), .answered
            ),
            (.stored(Self.id, client: Self.client, .already, version: .zero, isPutBack: false), .stored),
            (.lease(Self.id, .released, fence: 7), .stored),
        ]
        for (event, stage) in way {
            sights.take(event, of: Self.first)
            #expect(sights.holders == [Self.id: LeaseHolder(life: Self.first, fence: 7, stage: stage)])
        }
    }

    @Test func `what others do says nothing about the holder`() {
        var sights = RegistrationSights()
        sights.take(.lease(Self.id, .taken, fence: 7), of: Self.first)
        let before = sights.holders
        sights.take(.lease(Self.id, .denied, fence: 0), of: Self.second)
        sights.take(.requested(Self.id, .register, number: 1), of: Self.second)
        sights.take(.lease(Self.id, .released, fence: 6), of: Self.second)
        sights.take(.requested(Self.other, .register, number: 1), of: Self.first)
        sights.take(.stored(Self.id, client: Self.client, .wrote, version: .zero, isPutBack: true), of: Self.first)
        #expect(sights.holders == before)
    }

    @Test(arguments: [LeaseChange.released, .lost])
    func `a lease that was given up or lost has no holder, until somebody takes it`(end: LeaseChange) {
        var sights = RegistrationSights()
        sights.take(.lease(Self.id, .taken, fence: 7), of: Self.first)
        sights.take(.lease(Self.id, end, fence: 7), of: Self.first)
        #expect(sights.holders.isEmpty)
        sights.take(.lease(Self.id, .taken, fence: 8), of: Self.second)
        #expect(sights.holders[Self.id] == LeaseHolder(life: Self.second, fence: 8, stage: .claimed))
    }
}
