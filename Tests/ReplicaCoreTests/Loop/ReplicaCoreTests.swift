import Credentials
import History
import Testing

@testable import ReplicaCore

struct ReplicaCoreTests {
    @Test(arguments: [
        (UInt64(0), false, false), (20, false, false), (21, true, false), (100, true, false), (101, true, true),
    ])
    func `a lag over 20 ms is recorded, and a long one is a resumption`(late: UInt64, isLag: Bool, isResumption: Bool) {
        let planned = SteadyTime(nanoseconds: 1_000_000_000)
        let lag = LagMeter().lag(at: planned.advanced(byNanoseconds: late * 1_000_000), planned: planned)
        #expect((lag != nil) == isLag)
        #expect(lag?.isResumption ?? false == isResumption)
        #expect(lag?.from ?? planned == planned)
    }

    @Test func `a loop that runs early or on time has nothing to say`() throws {
        var core = try readyCore()
        #expect(core.woke(at: moment(500)).isEmpty)
        #expect(core.woke(at: moment(1_010)).isEmpty)
    }

    @Test func `a core that did not run says since when and reads at once`() throws {
        var core = try readyCore()
        let effects = core.woke(at: moment(1_400))
        #expect(effects.events.contains(.lagged(from: 1_000_000_000)))
        #expect(effects.contains(.adminKey(.read)))
    }

    @Test func `the next wake is the earlier one of poll and probe`() throws {
        var core = try readyCore()
        #expect(core.nextWake == moment(1_000).steady)
        _ = core.probes.due(at: moment(1_000).steady)
        #expect(core.nextWake == moment(1_010).steady)
    }

    @Test func `a known credential is probed and named in the history`() throws {
        var core = try readyCore()
        let fingerprint = core.adminKey.fingerprint(of: Secret(text: "B"))
        core.know(CredentialID(0), fingerprint: fingerprint, at: moment(1_000).steady)
        #expect(core.probes.due(at: moment(1_000).steady)?.credentials == [CredentialID(0)])
        let effects = core.handle(.adminKey(.pushed(.fenced(slot(6, "B", after: version(5))))), at: moment(1_001))
        #expect(
            effects.events.contains(
                .applied(
                    version: VersionStamp(epoch: 6, nonce: 1), fingerprint: fingerprint, credential: CredentialID(0),
                    path: .push)))
        #expect(
            Array("Bearer B".utf8).withUnsafeBytes { core.decide($0, at: moment(1_001), on: .admin) }
                == .admin(.current))
    }

    /// At a wake for a probe nobody else is asked; but a step of the wall clock moves the ends that were planned for.
    @Test func `an end that a step of the wall clock passed is seen at the next wake, whoever that was for`() throws {
        var core = try readyCore(environments: EnvironmentKeeperSettings())
        var keep = try Keep(holding: EnvironmentDocument("P"))
        let message = try keep.write(EnvironmentDocument("P", additional: [("B", 60_000)]))
        _ = core.handle(.environments(.pushed(message)), at: moment(1_000))
        for time in [Int64(1_000), 1_010, 1_020] {
            #expect(core.woke(at: moment(time)).isEmpty)
            _ = core.probes.due(at: moment(time).steady)
        }
        #expect(core.nextWake == moment(1_030).steady)
        let stepped = Moment(steady: moment(1_030).steady, wall: WallTime(milliseconds: Watch.begin + 60_001))
        let removals = core.woke(at: stepped).filter { if case .environments(.unregister) = $0 { true } else { false } }
        #expect(removals.count == 1)
    }

    @Test func `an end is seen at its own wake, between two probes`() throws {
        var core = try readyCore(environments: EnvironmentKeeperSettings())
        var keep = try Keep(holding: EnvironmentDocument("P"))
        let message = try keep.write(EnvironmentDocument("P", additional: [("B", 1_005)]))
        _ = core.handle(.environments(.pushed(message)), at: moment(1_000))
        _ = core.woke(at: moment(1_000))
        _ = core.probes.due(at: moment(1_000).steady)
        let wake = try #require(core.nextWake)
        #expect(wake.nanoseconds == moment(1_005).steady.nanoseconds + 1)
        let end = Moment(steady: wake, wall: WallTime(nanoseconds: moment(1_005).wall.nanoseconds + 1))
        let removals = core.woke(at: end).filter { if case .environments(.unregister) = $0 { true } else { false } }
        #expect(removals.count == 1)
    }

    /// Holds 5:A; its first probe is due at 1,000 ms.
    private func readyCore(environments: EnvironmentKeeperSettings? = nil) throws -> ReplicaCore {
        var core = try ReplicaCore(
            adminKey: AdminKeySettings(configured: nil, poll: 100_000_000_000), environments: environments,
            probes: .init(interval: 10_000_000), fingerprintKey: Watch.fingerprintKey, seed: 1)
        for input in [ReplicaInput.started, .linkUp, .adminKey(.readEnded(.success(.fenced(5, "A"))))] {
            _ = core.handle(input, at: moment(0))
        }
        core.probes.start(at: moment(1_000).steady)
        return core
    }

    private func moment(_ milliseconds: Int64) -> Moment {
        Moment(
            steady: SteadyTime(nanoseconds: UInt64(milliseconds) * 1_000_000),
            wall: WallTime(milliseconds: Watch.begin + milliseconds))
    }
}
