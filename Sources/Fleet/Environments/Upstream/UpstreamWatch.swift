import Doubles
import History
import RedisLink

/// Writes down what upstream saw, ten times a second, says an update now and then, and looks at what replicas hold beside
/// their upstream connections.
final class UpstreamWatch {
    static let every: UInt64 = 100_000_000
    private static let shortestUpdate: UInt64 = 500_000_000
    /// Each update is a message to each connection of the fleet.
    private static let updatePerConnection: UInt64 = 2_000_000

    private let client: UpstreamDoubleClient
    private unowned let run: Run
    private var timer: LoopTimer?
    private var last: UInt64 = 0
    private var nextUpdate: UInt64 = 0
    private var isReading = false
    private let changes: ChangeSignal
    private var presence = UpstreamPresence()
    private var looks: [BaselineLook] = []

    /// A first inventory, that counts when nothing has changed until the next look.
    private struct BaselineLook {
        let member: Member
        let life: Life
        let visitors: Int
        var seen: (inventory: ProcessInventory, changes: Int)?
    }

    init(client: UpstreamDoubleClient, run: Run) {
        self.client = client
        self.run = run
        changes = ChangeSignal(loop: run.loop)
    }

    func start() {
        timer = LoopTimer(on: run.loop) { [unowned self] in
            run.loop.spawn { [self] in
                await sayUpdate()
                await readAll()
                lookAtBaselines()
                timer?.set(after: Self.every)
            }
        }
        timer?.set(after: Self.every)
    }

    func stop() {
        timer?.cancel()
        timer = nil
    }

    /// Upstream connections of one life, as of the last look.
    func connections(of life: Life) -> Int { presence[life] }

    /// All links of the member are up: what it holds beside its upstream connections is its baseline.
    func settle(_ member: Member, visitors: Int) {
        looks.append(BaselineLook(member: member, life: member.life, visitors: visitors))
    }

    /// Reads on until nothing is new. Two readers would write the same entries twice.
    func readAll() async {
        _ = await changes.wait(atMost: .max / 2) { [unowned self] in !isReading }
        isReading = true
        while await readPage() {}
        isReading = false
        changes.fire()
    }

    /// True when there may be more.
    private func readPage() async -> Bool {
        let page: UpstreamPage
        do throws(UpstreamDoubleError) {
            page = try await client.ledger(after: last)
        } catch {
            return false  // a double that is gone ends the run anyway
        }
        if page.first > last + 1 { run.recorder.record(.environment(.upstreamUnread(page.first - last - 1))) }
        for entry in page.entries { record(entry) }
        last = page.entries.last?.serial ?? last
        return !page.entries.isEmpty
    }

    private func record(_ entry: UpstreamEntry) {
        presence.note(entry)
        let credential = entry.credential == UpstreamKey.unknown ? CredentialID.unnamed : CredentialID(entry.credential)
        run.recorder.record(.environment(.upstreamSaw(entry.life, credential, entry.sight, at: entry.time)))
    }

    private func sayUpdate() async {
        let now = run.loop.now
        guard now >= nextUpdate, !run.isInterrupted else { return }
        let connections = UInt64(run.fleet.all.count * max(1, run.environments.all.count))
        nextUpdate = now + max(Self.shortestUpdate, connections * Self.updatePerConnection)
        _ = try? await client.publish()  // nobody waits for an update; a double that is gone ends the run anyway
    }

    /// A connection that is being made or closed is in the one count and not in the other; so an inventory counts when
    /// nothing happened to the replica's connections until the look after it.
    private func lookAtBaselines() {
        looks = looks.compactMap { look in
            guard look.member.life == look.life, look.member.state != .gone else { return nil }
            let changes = presence.changes(of: look.life)
            if let seen = look.seen, seen.changes == changes {
                run.recordBaseline(seen.inventory, of: look.member, besides: presence[look.life] + look.visitors)
                return nil
            }
            var look = look
            look.seen = look.member.child.flatMap { ProcessInventory(pid: $0.pid) }.map { ($0, changes) }
            return look
        }
    }
}
