import CPosix
import Credentials
import History
import ReplicaCore
import ReplicaProcess
import Scenario
import Stores

extension Run {
    /// The scenario's words for how a replica follows managed keys, in the core's.
    var managedKeySettings: ManagedKeySettings? {
        plan.managedKeys.map { keys in
            ManagedKeySettings(
                usesPush: keys.push, poll: keys.poll, repair: plan.fleet.repair == .replicas ? .replicas : .none,
                onStale: AdminKeySettings.OnStale(plan.fleet.onStale))
        }
    }

    var wallNow: WallTime { WallTime(nanoseconds: Int64(bitPattern: kq_now()) + kq_wall_offset()) }

    /// Draws a key and gives it its number; nobody has it yet.
    ///
    /// - Parameter expiresAt: cut to milliseconds, as it will be stored.
    func newKey(_ origin: CredentialOrigin, expiresAt: WallTime? = nil) -> RunKey? {
        var source = SystemRandomNumberGenerator()
        let secret = ManagedKeyToken.random(using: &source)
        let id = ManagedKeyID.random(using: &source)
        let end = expiresAt.map { WallTime(milliseconds: $0.milliseconds) }
        let managed = KnownToken.Managed(id: id, expiresAt: end)
        let token = register.name(secret.secret, origin, managed: managed, in: recorder)
        let name = "key \(token.id.number)"
        guard let draft = try? ManagedKeyDraft(name: name, expiresAt: end, now: wallNow) else { return nil }
        let key = RunKey(token: token, new: NewManagedKey(id: id, draft: draft, token: secret))
        managedKeys.add(key)
        return key
    }

    /// A token in the right form that nobody ever issues.
    func nameNeverIssuedKey() {
        guard plan.managedKeys != nil else { return }
        var source = SystemRandomNumberGenerator()
        let secret = ManagedKeyToken.random(using: &source).secret
        _ = register.name(secret, .neverIssued, managed: KnownToken.Managed(id: nil), in: recorder)
    }

    /// Makes the keys that the scenario starts with, before any replica is there.
    func makeFirstKeys() async throws(FleetError) {
        guard let keys = plan.managedKeys else { return }
        let lasting = (0..<keys.atStart).compactMap { _ in newKey(.initial) }
        let expiring = keys.expiring.map { newKeys($0, .initial) } ?? []
        await inWindows(lasting + expiring) { [self] key in
            _ = await create(KeyOrder(key: key, writer: nil), step: .max)
        }
        if let key = (lasting + expiring).first(where: { $0.state != .alive }) {
            throw FleetError(.redisUnusable, "managed key \(key.new.id) could not be made")
        }
        let made = await makeUnprobed(keys.unprobed, over: 0)
        guard made == keys.unprobed else {
            throw FleetError(
                .redisUnusable, "\(keys.unprobed - made) of \(keys.unprobed) managed keys could not be made")
        }
    }

    /// Keys whose ends are spread evenly.
    func newKeys(_ expiring: ExpiringKeys, _ origin: CredentialOrigin) -> [RunKey] {
        let now = wallNow
        return (0..<expiring.count).compactMap { index in
            newKey(origin, expiresAt: now.advanced(byNanoseconds: Int64(clamping: expiring.end(of: index))))
        }
    }

    /// Does something for each of many, a window of them at a time.
    func inWindows<Element>(
        _ elements: [Element], of size: Int = Run.window, _ body: @escaping (Element) async -> Void
    ) async {
        for start in stride(from: 0, to: elements.count, by: size) {
            guard !isInterrupted else { return }
            await atOnce(Array(elements[start..<min(start + size, elements.count)]), body)
        }
    }

    /// What one connection may have under way.
    static var window: Int { 256 }

    /// Does something for each of them side by side.
    func atOnce<Element>(_ elements: [Element], _ body: @escaping (Element) async -> Void) async {
        var running = elements.count
        let done = ChangeSignal(loop: loop)
        for element in elements {
            loop.spawn {
                await body(element)
                running -= 1
                done.fire()
            }
        }
        _ = await done.wait(atMost: .max / 2) { running == 0 }
    }

    /// Makes keys that nobody asks about, spread evenly over a time; returns how many were made.
    func makeUnprobed(_ count: Int, over time: UInt64) async -> Int {
        let begin = kq_now()
        var made = 0
        for start in stride(from: 0, to: count, by: Self.window) {
            guard !isInterrupted else { return made }
            await sleep(until: begin + UInt64(Double(time) * Double(start) / Double(max(1, count))))
            await atOnce(Array(start..<min(start + Self.window, count))) { [self] number in
                if await makeUnprobed(number) { made += 1 }
            }
        }
        return made
    }

    /// By the second operator: what the first one does must not wait behind a flood.
    private func makeUnprobed(_ number: Int) async -> Bool {
        var source = SystemRandomNumberGenerator()
        guard let draft = try? ManagedKeyDraft(name: "unprobed \(number)", now: wallNow) else { return false }
        let key = NewManagedKey(
            id: .random(using: &source), draft: draft, token: ManagedKeyToken.random(using: &source))
        let writer = self.operator(.second)
        for _ in 0..<Self.attempts where !isInterrupted {
            let result = await withCheckedContinuation { continuation in
                writer.keys.create(key, floor: writer.keyFloor) { continuation.resume(returning: $0) }
            }
            guard case .success(let change) = result else { continue }  // sent again it is the same creation
            managedKeys.acknowledged(change.record.revision)
            return true
        }
        return false
    }

    /// Each takes up to the deadline of a command.
    private static var attempts: Int { 8 }

    /// Replicas that are alive and not held, and have not reached the newest revision.
    var unconvergedOnKeys: [Member] {
        guard !outage.isOngoing else { return [] }
        let target = managedKeys.newest.number
        return fleet.available.filter { history.status(of: $0.id).keyRevision < target }
    }
}
