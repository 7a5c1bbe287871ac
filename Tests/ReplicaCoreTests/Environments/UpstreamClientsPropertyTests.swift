import Credentials
import Testing

@testable import ReplicaCore

/// The clients of one environment against a plain model: upstream's view of what is open, and what is wanted.
struct UpstreamClientsPropertyTests {
    /// Upstream and the network, which do whatever they like in whatever order.
    private struct Trial {
        var clients = UpstreamClients()
        var tokens = ClientTokens()
        var pauses = ClientPauses(first: 20, longest: 1000, seed: 1)
        var random: SeededGenerator
        var now = SteadyTime(nanoseconds: 0)
        var wanted: Set<Int> = []
        /// Starts that are under way, and clients that run, with their keys.
        var starting: [ClientToken: Int] = [:]
        var open: [ClientToken: Int] = [:]
        var closing: Set<ClientToken> = []
        var flaws: [String] = []

        init(seed: UInt64) { random = SeededGenerator(seed: seed) }

        mutating func demand(_ holds: Bool, _ sentence: String) { if !holds { flaws.append(sentence) } }

        mutating func perform(_ action: UpstreamClients.Action?) {
            switch action {
            case .start(let token, let key):
                let number = key.map { TraceKeys.number($0) } ?? -1
                demand(
                    !starting.values.contains(number) && !open.values.contains(number), "a second client of \(number)")
                starting[token] = number
            case .close(let token):
                demand(open[token] != nil && closing.insert(token).inserted, "\(token) is closed and does not run")
            case nil: break
            }
        }

        mutating func step() {
            now = now.advanced(byNanoseconds: .random(in: 0...40, using: &random))
            let number = Int.random(in: 1...4, using: &random)
            let key = SDKKey(text: TraceKeys.sdk(number))
            switch Int.random(in: 0..<8, using: &random) {
            case 0, 1:
                wanted.insert(number)
                perform(clients.want(key, rank: 0, &tokens))
            case 2:
                wanted.remove(number)
                perform(clients.unwant(key))
            case 3, 4: finishStart(succeeds: true)
            case 5: finishStart(succeeds: false)
            case 6: end(open.keys.sorted().randomElement(using: &random))
            default: wake()
            }
        }

        mutating func finishStart(succeeds: Bool) {
            guard let token = starting.keys.sorted().randomElement(using: &random),
                let number = starting.removeValue(forKey: token)
            else { return }
            guard succeeds else { return clients.failed(token, .unreachable, at: now, &pauses) }
            open[token] = number
            perform(clients.started(token, data: 1))
        }

        mutating func end(_ token: ClientToken?) {
            guard let token, open.removeValue(forKey: token) != nil else { return }
            closing.remove(token)
            perform(clients.closed(token, at: now, &tokens, &pauses))
        }

        mutating func wake() { for action in clients.woke(at: now, &tokens) { perform(action) } }

        /// Everything that is under way completes, and nothing new happens.
        mutating func settle() {
            for _ in 0..<100 {
                while !starting.isEmpty { finishStart(succeeds: true) }
                for token in closing.sorted() { end(token) }
                now = now.advanced(byNanoseconds: 1000)
                wake()
            }
        }
    }

    @Test(arguments: 0..<8)
    func `at rest exactly the wanted keys have a client, and never did one have two`(block: Int) {
        for seed in UInt64(block * 250)..<UInt64((block + 1) * 250) {
            var trial = Trial(seed: seed)
            for _ in 0..<6 {
                for _ in 0..<Int.random(in: 1...40, using: &trial.random) { trial.step() }
                trial.settle()
                trial.demand(
                    trial.open.values.sorted() == trial.wanted.sorted(), "open \(trial.open), wanted \(trial.wanted)")
                trial.demand(trial.clients.slots.count == trial.wanted.count, "slots are left over")
                trial.demand(trial.starting.isEmpty && trial.closing.isEmpty, "it does not come to rest")
            }
            for flaw in trial.flaws.prefix(3) { Issue.record("seed \(seed): \(flaw)") }
        }
    }
}
