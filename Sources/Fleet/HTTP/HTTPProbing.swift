import Credentials
import Doubles
import History
import RedisLink
import ReplicaProcess
import Scenario

/// The helper that asks the fleet over HTTP, and the coordinator's end of its control socket.
final class HTTPProbing {
    private let client: ProberClient
    /// How many of the run's tokens it has been told.
    private var told = 0
    /// The number of the last `know` that it confirmed.
    private(set) var knows: UInt32 = 0
    /// What each life answered last.
    private var verdicts: [Life: [CredentialID: Bool]] = [:]
    /// Lives that have answered once, and those that have been asked often.
    private(set) var answering: Set<Life> = []
    /// Why a life does not answer, or not so that it means something.
    private(set) var troubles: [Life: String] = [:]
    var onAnswers: (Life) -> Void = { _ in }
    var onWarm: (Life) -> Void = { _ in }

    private init(_ client: ProberClient, _ changes: ChangeSignal) {
        self.client = client
        client.onKnows = { [unowned self] in
            knows = max(knows, $0)
            changes.fire()
        }
        client.onAnswers = { [unowned self] in
            answering.insert($0)
            onAnswers($0)
            changes.fire()
        }
        client.onWarm = { [unowned self] in onWarm($0) }
        client.onVerdict = { [unowned self] life, credential, isAccepted in
            verdicts[life, default: [:]][credential] = isAccepted
            changes.fire()
        }
        client.onTrouble = { [unowned self] in troubles[$0] = $1 }
    }

    private static let startLimit: UInt64 = 10_000_000_000

    /// Has it forked, and waits until it said hello.
    static func start(
        _ pace: ProberPace, by zygote: ZygoteClient, in directory: PrivateDirectory, on loop: EventLoop,
        _ changes: ChangeSignal, onLost: @escaping () -> Void
    ) async throws(FleetError) -> HTTPProbing {
        let path = directory.file("prober")
        let client: ProberClient
        do throws(PacketSocket.Failure) {
            client = try ProberClient(controlPath: path, pace: pace, on: loop)
        } catch { throw FleetError(.system, error.text) }
        client.onConnected = { changes.fire() }
        _ = try await zygote.help(Helper(kind: .prober, controlPath: path))
        guard await changes.wait(atMost: startLimit, until: { client.isConnected }) else {
            throw FleetError(.system, "the prober did not start")
        }
        client.onLost = onLost
        return HTTPProbing(client, changes)
    }

    /// Tells it tokens that it has not been told; `number` comes back as ``knows``.
    func know(_ tokens: [KnownToken], number: UInt32 = 0) {
        let fresh = Array(tokens.dropFirst(told))
        told = max(told, tokens.count)
        client.know(fresh, number: number)
    }

    func tell(again tokens: [KnownToken], number: UInt32) { client.know(tokens, number: number) }

    func watch(_ target: ProbeTarget) { client.watch(target) }

    func leave(_ life: Life) {
        client.leave(life)
        verdicts[life] = nil
        answering.remove(life)
    }

    /// Nil before it was asked.
    func verdict(of life: Life, on credential: CredentialID) -> Bool? { verdicts[life]?[credential] }

    func close() { client.close() }
}

extension ProberPace {
    /// So that all questions together stay within a tenth of the machine: a question to a replica of ours costs the
    /// machine some 150 µs, one to a script of somebody else's about a millisecond.
    init(plan: Plan) {
        let shortest: UInt64 = 20_000_000
        let perReplica: UInt64 = plan.isForeign ? 6_000_000 : 1_500_000
        let every = plan.probe.every ?? max(shortest, UInt64(plan.largestFleet) * perReplica)
        let perSecond = UInt32(max(20, (plan.isForeign ? 500 : 2_000) / max(1, plan.largestFleet)))
        self.init(
            every: every, coldPerSecond: perSecond, hotPerSecond: max(perSecond, UInt32(5 * 1_000_000_000 / every)))
    }
}
