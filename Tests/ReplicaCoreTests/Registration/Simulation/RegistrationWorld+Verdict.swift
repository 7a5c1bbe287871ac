import Credentials
import Doubles
import Stores

@testable import ReplicaCore

extension RegistrationWorld {
    /// Clients that live at the server.
    var live: [String] { server.entries.filter { $0.state == .live }.map(\.clientID) }
    var winner: String? { store.row(of: key)?.clientID }
    var alive: [Int] { replicas.indices.filter { replicas[$0].isAlive } }
    var used: Set<String?> { Set(alive.map { replicas[$0].used?.clientID }) }

    /// Live ones that are nobody's. Those that no script ever saw cannot be withdrawn: their answer was lost, or who got it
    /// died with it. Those that a loss of data took off the list neither.
    var leaks: (avoidable: [String], unavoidable: [String]) {
        let others = live.filter { $0 != winner }
        return (
            others.filter { known.contains($0) && !erased.contains($0) },
            others.filter { !known.contains($0) || erased.contains($0) }
        )
    }

    /// Ends all trouble and waits until the fleet is at rest.
    func settle() throws {
        lostHints = 0
        lostAnswers = 0
        for fault in injected { _ = server.lift(fault) }
        for number in replicas.indices {
            thaw(number)
            try restart(number)
        }
        for _ in 0..<3 {
            run(milliseconds: 20_000)
            useEverywhere()
        }
        // A pause may still go on, and a renewal always leaves a loser for a while.
        run(milliseconds: 40_000)
        for _ in 0..<90 where store.loserCount > 0 || used != [winner] { run(milliseconds: 1_000) }
    }

    /// Each replica uses what it has; the server refuses clients that it does not know.
    private func useEverywhere() {
        let live = Set(self.live)
        for number in alive {
            guard let used = replicas[number].used, !live.contains(used.clientID) else { continue }
            deliver(.refusedAtUse(clientID: used.clientID), to: number)
        }
    }

    /// What must hold at rest.
    func judge() {
        guard let winner else { return note("no registration at rest") }
        if used != [winner] { note("at rest \(used.map { $0 ?? "nothing" }.sorted()) are used, \(winner) stands") }
        if !live.contains(winner) { note("the one in force is dead at the server") }
        if !leaks.avoidable.isEmpty { note("leaked: \(leaks.avoidable)") }
        if store.loserCount > 0 { note("\(store.loserCount) losers are still on the list") }
        for entry in server.entries where entry.state == .deleted && entry.clientID == winner {
            note("the one in force was withdrawn")
        }
    }

    /// The store goes back to an earlier state, as after a failover.
    func lose(since copy: MemoryRegistrations) {
        let (noted, row) = (listed, winner)
        store.become(copy)
        erased.formUnion(noted.subtracting(listed))
        if let row, row != winner { erased.insert(row) }  // nobody need hold it any more
        for number in replicas.indices { drop(number) }
    }

    private var listed: Set<String> {
        var listed: Set<String> = []
        MemoryRegistrationStore(store).losers(key) { listed = Set(((try? $0.get()) ?? []).map(\.clientID)) }
        return listed
    }
}
