import AuthorizationStorage
import CPosix
import Credentials
import History
import RedisLink
import ReplicaProcess
import Scenario

/// The coordinator's part in the tokens of a run: it prepares the storage, says when the work begins, revokes by order of
/// steps, sets up races, and looks at what is left.
///
/// It has a connection of its own, as the first operator.
final class TokenDesk {
    unowned let run: Run
    let plan: TokensPlan
    private(set) var work: TokenWork
    private let names: TokenNames
    private let link: RedisLink
    private var nextRaced = TokenFamilies.firstRaced
    private var nextRace: UInt32 = 0
    /// Families of races whose tokens must be refused at the end.
    private var exchanged: [Range<UInt32>] = []
    private var endedSessions: Set<UInt32> = []
    private var removedUsers: Set<UInt32> = []
    /// Something was added to every index that could hold members of rows that have ended.
    private var areIndexesSettled = true

    private static let linkLimit: UInt64 = 5_000_000_000
    private static let lead: UInt64 = 200_000_000
    /// So many documents are made or read in one turn of the loop, which must not be late for the rest of the run.
    private static let window = 16

    /// Nil for a prefix that no storage has.
    init?(_ plan: TokensPlan, run: Run) {
        self.run = run
        self.plan = plan
        var source = SystemRandomNumberGenerator()
        work = TokenWork(
            load: TokenLoad(plan, of: run.plan), secret: .generatedAdminKey(using: &source),
            prefix: run.names.tokenPrefix)
        guard let names = TokenNames(work) else { return nil }
        self.names = names
        let route = RedisRoute(
            on: run.loop, to: run.redis.address(from: LinkSources.operator(1)), as: run.redis.users.operator.access,
            clientName: "\(run.names.clients):desk")
        var options = RedisLinkOptions(clientName: "\(run.names.clients):desk")
        options.backoffLimit = .milliseconds(100)
        options.commandDeadline = .seconds(3)
        let changes = run.redis.changes
        link = route.link(options) { _ in changes.fire() }
    }

    var times: TokenTimes { TokenTimes(work.load, begin: work.begin) }

    /// Calls as an operator makes them.
    ///
    /// - Parameter confirm: how many Redis replicas have to acknowledge a write; nil: as the scenario says.
    func calls(confirm: Int? = 0) -> TokenCalls {
        let (recorder, confirm) = (run.recorder, confirm ?? plan.confirm)
        return TokenCalls(on: run.loop, over: link, names, confirm: UInt32(clamping: confirm)) {
            recorder.record(.token(.operated($0)))
        }
    }

    func close() { link.close() }

    /// Puts into the storage what is there before anybody asks for tokens.
    func open() async throws(FleetError) {
        link.start()
        guard await run.redis.changes.wait(atMost: Self.linkLimit, until: { [link] in link.state.isReady }) else {
            throw FleetError(.redisUnusable, "no connection for the storage of tokens within 5 s")
        }
        if run.redis.isExternal, !(await run.redis.first.removeKeys(below: work.prefix)) {
            throw FleetError(.redisUnusable, "the keys of the storage of tokens could not be removed again")
        }
        let calls = calls()
        var problem: StorageError?
        do { try await calls.storage.registerClient(names.client) } catch { problem = error }
        await run.inWindows(Array(0..<work.load.users), of: Self.window) { user in
            do throws(StorageError) { try await calls.makeUser(user) } catch { problem = problem ?? error }
        }
        if let problem { throw FleetError(.redisUnusable, "\(problem)") }
    }

    /// Lets everybody begin at the same moment; who comes later is told so at its start.
    func begin() async {
        areIndexesSettled = false
        work.begin = kq_now() + Self.lead
        await run.fleet.tell(.begin(at: work.begin))
    }
}

/// What steps need.
extension TokenDesk {
    /// Draws sessions that are in use, and makes them the step's own.
    func takeSessions(_ count: Int) -> [WatchedFamily] {
        let standing = times.standing(at: kq_now()).filter { !endedSessions.contains($0.family) }
        let taken = run.pick(count, of: standing)
        endedSessions.formUnion(taken.map(\.family))
        return taken
    }

    /// Draws users who have sessions, with all of these.
    func takeUsers(_ count: Int) -> [(user: UInt32, sessions: [WatchedFamily])] {
        let standing = times.standing(at: kq_now())
        let byUser = Dictionary(grouping: standing) { work.load.user(of: $0.family) }
        let users = byUser.keys.filter { !removedUsers.contains($0) }.sorted()
        let taken = run.pick(count, of: users)
        removedUsers.formUnion(taken)
        return taken.map { user in
            let sessions = byUser[user] ?? []
            endedSessions.formUnion(sessions.map(\.family))
            return (user, sessions)
        }
    }

    /// Numbers a race and its families.
    func newRace(_ kind: TokenRaceKind, _ burst: TokenBurst, racers: Int) -> TokenRace {
        let count = UInt32(burst.count)
        defer {
            nextRace += 1
            nextRaced += count
        }
        let each = min(racers, burst.each ?? racers)
        if kind == .rotate, each > 1 { exchanged.append(nextRaced..<nextRaced + count) }
        return TokenRace(
            number: nextRace, kind, first: nextRaced, count: count, racers: UInt32(racers), each: UInt32(each),
            over: burst.over)
    }

    /// Makes what a race is about; false when something of it could not be made.
    func make(_ race: TokenRace) async -> Bool {
        let calls = calls()
        var missing = 0
        await run.inWindows(Array(race.first..<race.first + race.count), of: Self.window) { family in
            switch race.kind {
            case .redeem: if await calls.makeCode(family, isRecorded: false) != .done { missing += 1 }
            case .rotate: if !(await calls.mint(family, 0)) { missing += 1 }
            }
        }
        return missing == 0 && !run.isInterrupted
    }
}

/// The end.
extension TokenDesk {
    private static let stopLimit: UInt64 = 8_000_000_000
    /// What is looked at of each kind, the latest ones.
    private static let mostRead = 2_000
    private static let allowance: UInt64 = 300_000_000

    /// Ends the work, looks at what must be there and at what must not, and waits until what ends soon has ended.
    func finish() async {
        guard work.begin > 0 else { return }
        await run.atOnce(run.fleet.available) { [run] member in
            if await run.fleet.order(member, atMost: Self.stopLimit, { .stop(number: $0) }) == nil {
                run.progress.note("replica \(member.life) did not come to an end with its tokens")
            }
        }
        let stopped = kq_now()
        await readEverything()
        if let rest = run.plan.accessTokenRest {
            await run.sleep(until: kq_now() + rest + Self.allowance)
        } else {
            await addToMixedFamilies(since: stopped)
        }
        areIndexesSettled = !run.isInterrupted
    }

    /// Members of rows that have ended wait in their index until something is added to it. So something is added to each such
    /// index that still lives; what is in it then and names nothing is a leak.
    private func addToMixedFamilies(since stopped: UInt64) async {
        let families = times.opened(before: stopped, atMost: .max).filter(TokenFamilies.isMixed)
        guard !families.isEmpty else { return }
        await run.sleep(until: stopped + TokenNames.briefLife + Self.allowance)
        let calls = calls()
        await run.inWindows(families, of: Self.window) { await calls.mintLast($0) }
    }

    private func readEverything() async {
        let (calls, times, now) = (calls(), times, kq_now())
        let sessions = Array(times.opened(before: now, atMost: Self.mostRead))
        await run.inWindows(sessions, of: Self.window) { family in
            let generation = times.generation(of: family, at: now)
            await calls.readAccess(family, generation)
            await calls.readRefresh(family, generation)
        }
        let codes = times.codes(before: now, atMost: Self.mostRead).map { TokenFamilies.firstCode + $0 }
        await run.inWindows(codes, of: Self.window) { await calls.readAccess($0, 0) }
        await run.inWindows(exchanged.flatMap { $0.suffix(Self.mostRead) }, of: Self.window) { family in
            await calls.readRefresh(family, 0)
            await calls.readAccess(family, 1)
        }
        await run.inWindows(Array(0..<work.load.users), of: Self.window) { [self] user in
            await lookAt(user, calls.storage)
        }
    }

    private func lookAt(_ user: UInt32, _ storage: RedisAuthorizationStore) async {
        let called = kq_now()
        do throws(StorageError) {
            let identity = try await storage.getProviderIdentity(
                provider: TokenNames.provider, subject: names.subject(user))
            let second = max(0, (identity.lastUsedAt?.nanoseconds ?? 0) / 1_000_000_000)
            run.recorder.record(
                .token(.userFound(user: user, isThere: true, lastUsed: UInt64(second), called: called)))
        } catch {
            guard error.code == .notFound else { return }  // nobody knows: not judged
            run.recorder.record(.token(.userFound(user: user, isThere: false, lastUsed: 0, called: called)))
        }
    }

    /// Looks through all keys; not said where Redis cannot be asked, which leaves the run inconclusive.
    func audit() async {
        do throws(StorageError) {
            let found = TokenAudit(try await calls().storage.audit())
            run.recorder.record(.token(.audited(found)))
            if areIndexesSettled { run.recorder.record(.leftover(.indexMembers, count: found.orphans)) }
            run.recorder.record(.leftover(.keys, count: found.unknown + found.unindexed))
        } catch {
            run.progress.note("the storage of tokens could not be looked through: \(error)")
        }
    }
}

extension TokenAudit {
    init(_ audit: StoreAudit) {
        self.init()
        keys = UInt32(clamping: audit.keys)
        endless = UInt32(clamping: audit.endless)
        orphans = UInt32(clamping: audit.orphanMembers)
        unindexed = UInt32(clamping: audit.unindexed)
        shortIndexes = UInt32(clamping: audit.shortIndexes)
        unknown = UInt32(clamping: audit.unknown)
    }
}
