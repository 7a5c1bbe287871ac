import CPosix
import Credentials
import Glibc
import History
import HistoryLog
import RedisLink
import ReplicaProcess
import Scenario

/// The processes of a run without its steps: a zygote, an embedded Redis, and replicas that come and go as a measurement
/// wants them. Everything is what a run has; only what replicas are told can differ.
package final class FleetStage {
    let run: Run
    let coordinator: Coordinator
    /// What replicas of the next start are told.
    package var usesPush = true
    package var probes = false
    var serving: ServingOrder?

    init(run: Run, coordinator: Coordinator) {
        self.run = run
        self.coordinator = coordinator
        run.fleet.configure = { [weak self] in self?.configuration(of: $0, $1) }
    }

    package var loop: EventLoop { run.loop }
    package var poll: UInt64 { run.plan.fleet.poll }
    package var isInterrupted: Bool { run.isInterrupted }
    /// A helper that died, which interrupts, too.
    package var loss: FleetError? { run.loss }

    private func configuration(of member: Member, _ key: ReplicaFleet.StartKey) -> ReplicaConfiguration {
        var configuration = run.configuration(of: member, key)
        configuration.adminKey.usesPush = usesPush
        if !probes { configuration.probeEvery = 0 }
        serving?.complete(&configuration)
        return configuration
    }

    /// Forks new replicas and waits until all said ready.
    package func start(_ count: Int) async throws(FleetError) -> StagedReplicas {
        run.fleet.program = nil
        return try await bringUp(count)
    }

    /// The same replicas, each a program of its own: `arguments` make this executable call ``ExecutedReplica``.
    package func startPrograms(
        _ count: Int, arguments: @escaping (ExecutedReplica) -> [String]
    ) async throws(FleetError) -> StagedReplicas {
        run.fleet.program = { [coordinator] life in
            let replica = ExecutedReplica(
                life: life, controlPath: coordinator.secrets.file("control"), historyPath: coordinator.history.path)
            return Program(
                role: .replica, path: "/proc/self/exe", arguments: arguments(replica),
                log: coordinator.directory.file("logs/programs.log"))
        }
        return try await bringUp(count)
    }

    private func bringUp(_ count: Int) async throws(FleetError) -> StagedReplicas {
        let members = run.newMembers(count)
        let before = cpu
        let began = kq_now()
        try await run.bringUpFleet(members)
        let milliseconds = Double(kq_now() - began) / 1e6
        return StagedReplicas(members: members, startMilliseconds: milliseconds, cpuUsed: cpu - before)
    }

    /// Ends all of them at once; returns when they are reaped.
    package func end(_ replicas: StagedReplicas) async {
        _ = await run.forEach(replicas.members) { [run] member in
            await run.fleet.kill(member)
            return .ok
        }
    }

    /// CPU time that the harness itself and Redis have used so far.
    package var cpu: StageCPU {
        StageCPU(
            coordinator: kq_cpu_time(getpid()), zygote: kq_cpu_time(coordinator.zygote.pid),
            redis: run.redis.first.server?.pid.map { kq_cpu_time($0) } ?? 0)
    }
}

/// Nanoseconds.
package struct StageCPU: Equatable, Sendable {
    package var coordinator: Int64
    package var zygote: Int64
    package var redis: Int64

    static func - (left: StageCPU, right: StageCPU) -> StageCPU {
        StageCPU(
            coordinator: left.coordinator - right.coordinator, zygote: left.zygote - right.zygote,
            redis: left.redis - right.redis)
    }
}

/// Replicas of one start.
package struct StagedReplicas {
    let members: [Member]
    /// From the first order to the last `ready`.
    package let startMilliseconds: Double
    /// By the harness and Redis, meanwhile.
    package let cpuUsed: StageCPU

    package var count: Int { members.count }
    package var pids: [Int32] { members.compactMap { $0.child?.pid } }
}
