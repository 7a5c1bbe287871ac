import History
import Testing

@testable import Doubles
@testable import Fleet

@Suite struct UpstreamPresenceTests {
    private static let life = Life(ReplicaID(7), Incarnation(2))

    private static func entry(_ what: UpstreamEntry.What, credential: UInt32 = 1) -> UpstreamEntry {
        UpstreamEntry(serial: 1, time: 1, replica: 7, incarnation: 2, credential: credential, what: what)
    }

    @Test(
        arguments: [
            ([.opened], 1), ([.opened, .opened], 2), ([.opened, .closed], 0), ([.opened, .dropped], 0),
            ([.opened, .broken], 0), ([.refused], 0), ([.failed], 0), ([.held], 1), ([.held, .opened], 1),
            ([.held, .gone], 0), ([.held, .refused], 0), ([.held, .failed], 0), ([.held, .opened, .closed], 0),
            ([.opened, .refused], 1), ([.gone], 0),
        ] as [([UpstreamEntry.What], Int)])
    func `a connection counts from its greeting until its end, held or open`(
        _ sights: [UpstreamEntry.What], _ count: Int
    ) {
        var presence = UpstreamPresence()
        for sight in sights { presence.note(Self.entry(sight)) }
        #expect(presence[Self.life] == count)
        #expect(presence.changes(of: Self.life) == sights.count)
    }

    @Test func `lives and credentials are told apart`() {
        var presence = UpstreamPresence()
        presence.note(Self.entry(.held, credential: 1))
        presence.note(Self.entry(.opened, credential: 2))
        #expect(presence[Self.life] == 2)
        #expect(presence[Life(ReplicaID(7), Incarnation(1))] == 0)
        #expect(presence.changes(of: Life(ReplicaID(7), Incarnation(1))) == 0)
    }

    @Test(arguments: UpstreamEntry.What.allCases)
    func `every word of the ledger has one in the history`(_ what: UpstreamEntry.What) {
        #expect("\(Self.entry(what).sight)" == "\(what)")
    }
}
