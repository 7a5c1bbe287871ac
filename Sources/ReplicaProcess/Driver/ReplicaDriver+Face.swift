import CPosix
import Credentials
import Glibc
import History
import RedisLink
import ReplicaCore
import Stores

/// What the driver keeps for a face; nil in a replica that has none.
final class FaceLink {
    let face: any ReplicaFace
    let mailbox: LoopMailbox<FaceCommand>
    var links = FaceLinkCounts()
    var round = RefreshRound()
    /// Who waits for the round that runs, and for the one after it.
    var waiting: [@Sendable ([RefreshStep]) -> Void] = []
    var next: [@Sendable ([RefreshStep]) -> Void] = []
    var deadline: LoopTimer?
    /// Said once, after both the first reads and the listener.
    var port: UInt16?

    init(face: any ReplicaFace, mailbox: LoopMailbox<FaceCommand>) {
        self.face = face
        self.mailbox = mailbox
    }
}

extension ReplicaDriver {
    /// A refresh that takes longer says so: a walk through a hundred thousand keys takes about a second.
    private static let refreshLimit: UInt64 = 10_000_000_000

    /// After the fork, and before the first input, so that no snapshot is missed.
    func openFace() throws {
        guard let wanted = configuration.face else { return }
        guard let start = faceStart else { throw NoFace() }
        let mailbox = LoopMailbox<FaceCommand>(on: loop) { [unowned self] in take($0) }
        let context = FaceContext(
            configuration: wanted, life: life, fingerprintKey: configuration.fingerprintKey, snapshot: faceSnapshot,
            post: { mailbox.post($0) })
        faceLink = FaceLink(face: try start(context), mailbox: mailbox)
    }

    private var faceSnapshot: FaceSnapshot { FaceSnapshot(gate: core.gate, clock: clock) }

    func publishFace() { faceLink?.face.publish(faceSnapshot) }

    /// Every input and effect passes here: what is asked for on demand is seen among them.
    func noteForFace(_ input: ReplicaInput) {
        guard let faceLink else { return }
        faceLink.links.took(input)
        faceLink.round.took(input)
        endRefresh()
    }

    private func take(_ command: FaceCommand) {
        switch command {
        case .opened(let port): say(.listening(port: port))
        case .failed(let reason): fail(reason)
        case .closed: faceClosed()
        case .create(let key, let reply): create(key, reply)
        case .deactivate(let id, let reply): deactivate(id, reply)
        case .list(let reply): list(reply)
        case .refresh(let reply): refresh(reply)
        case .status(let reply): reply(status)
        }
    }

    private var status: FaceStatus {
        FaceStatus(
            of: core, life: life, name: configuration.holdsAs?.name, links: faceLink?.links ?? FaceLinkCounts(),
            at: clock.now)
    }

    // MARK: managed keys

    /// It holds here before the caller hears of it (W1).
    private func create(
        _ key: NewManagedKey, _ reply: @escaping @Sendable (Result<ManagedKeyRecord, FaceFailure>) -> Void
    ) {
        guard let redis, let floor = core.managedKeys?.highest else { return reply(.failure(.featureOff)) }
        redis.create(key, floor: floor) { [unowned self] in reply(acknowledged($0)) }
    }

    private func deactivate(
        _ id: ManagedKeyID, _ reply: @escaping @Sendable (Result<ManagedKeyRecord, FaceFailure>) -> Void
    ) {
        guard let redis, let floor = core.managedKeys?.highest else { return reply(.failure(.featureOff)) }
        redis.deactivate(id, floor: floor) { [unowned self] in reply(acknowledged($0)) }
    }

    private func acknowledged(
        _ result: Result<ManagedKeyChange, ManagedKeyStoreError>
    ) -> Result<ManagedKeyRecord, FaceFailure> {
        switch result {
        case .success(let change):
            turn(.managedKeys(.acknowledged(change.record)))
            return .success(change.record)
        case .failure(let error): return .failure(FaceFailure(error))
        }
    }

    private func list(_ reply: @escaping @Sendable (Result<ManagedKeyList, FaceFailure>) -> Void) {
        guard let redis, core.managedKeys != nil else { return reply(.failure(.featureOff)) }
        redis.listKeys { reply($0.mapError(FaceFailure.init)) }
    }

    // MARK: refresh

    /// One round at a time; who asks meanwhile waits for the next one, because what is being read may be older than the
    /// question.
    private func refresh(_ reply: @escaping @Sendable ([RefreshStep]) -> Void) {
        guard let faceLink else { return reply([]) }
        faceLink.next.append(reply)
        if !faceLink.round.isRunning { beginRefresh() }
    }

    private func beginRefresh() {
        guard let faceLink, !faceLink.next.isEmpty else { return }
        swap(&faceLink.waiting, &faceLink.next)
        faceLink.round.begin(
            [.adminKey] + (core.managedKeys == nil ? [] : [.managedKeys])
                + (core.environments?.settings.readsDocuments == true ? [.environments] : []))
        let deadline = LoopTimer(on: loop) { [unowned self] in
            finishRefresh(faceLink.round.end())
        }
        deadline.set(after: Self.refreshLimit)
        faceLink.deadline = deadline
        turn(.adminKey(.resumed))
        if core.managedKeys != nil { turn(.managedKeys(.resumed)) }
        if core.environments != nil { turn(.environments(.resumed)) }
        endRefresh()
    }

    private func endRefresh() {
        guard let steps = faceLink?.round.takeResult() else { return }
        finishRefresh(steps)
    }

    private func finishRefresh(_ steps: [RefreshStep]) {
        guard let faceLink else { return }
        let waiting = faceLink.waiting
        faceLink.waiting = []
        faceLink.deadline?.cancel()
        for reply in waiting { reply(steps) }
        beginRefresh()
    }

    // MARK: the end

    /// A face that closes unasked serves nobody any more.
    private func faceClosed() {
        faceLink?.mailbox.close()
        guard isLeaving else { fail("the HTTP face ended") }
        takeLeave()
    }

    /// Says why, and ends at once.
    func fail(_ reason: String) -> Never {
        channel?.finish(with: ReplicaReport.failed(reason).encoded)
        _exit(ReplicaExit.failed)
    }
}

/// Whoever starts replicas has to say how their faces are made.
private struct NoFace: Error, CustomStringConvertible {
    let description = "this program makes replicas without an HTTP face"
}
