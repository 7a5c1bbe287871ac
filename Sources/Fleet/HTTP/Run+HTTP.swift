import Credentials
import Doubles
import History
import ReplicaProcess
import Scenario

extension Run {
    /// What of a replica's start has to have come before it counts as up.
    func isUp(_ member: Member) -> Bool {
        guard member.state == .ready else { return false }
        if plan.fleet.http, member.facePort == nil { return false }
        return fleet.prober?.answering.contains(member.life) ?? true
    }

    /// Its ADMIN_KEY, where it reaches Redis, and a port of its own.
    func foreignProgram(
        of member: Member, _ key: ReplicaFleet.StartKey, by launch: ForeignLaunch
    ) throws(FleetError) -> Program {
        guard case .server(let port) = redis.address().place else {
            throw FleetError(.system, "a foreign program is told of one server")
        }
        let listens = try ports.next()
        member.facePort = listens
        let current = register.current?.secret
        return try launch.program(
            for: member.life,
            ForeignSurroundings(
                port: listens, redis: port, database: redis.address().database, user: redis.users.replica.name,
                password: redis.users.replica.password,
                adminKey: key == .current ? current ?? member.firstKey : member.firstKey))
    }

    /// Its threads and buffers are there.
    func becameWarm(_ life: Life) {
        guard let member = fleet.all.first(where: { $0.life == life }) else { return }
        member.isWarm = true
        recordWarmBaseline(of: member)
    }

    /// One that is asked over HTTP has a visitor, opens a file with the first answer that is to be kept, and starts threads:
    /// what it holds when it is warm and its links were up, but for the prober's connection, is its baseline.
    func recordWarmBaseline(of member: Member) {
        guard plan.fleet.http, member.isWarm, member.hasSettled else { return }
        recordBaseline(of: member, visitors: 1)
    }

    /// What a foreign program shows of the newest change: it accepts the key in force, or refuses the one that was revoked.
    func follows(_ member: Member) -> Bool {
        guard let prober = fleet.prober else { return false }
        if let current = register.current { return prober.verdict(of: member.life, on: current.id) == true }
        guard let previous = register.previous else { return true }
        return prober.verdict(of: member.life, on: previous.id) == false
    }

    /// Why replicas that are not up are not, as far as anybody knows.
    func trouble(with members: [Member]) -> String {
        let known = members.lazy.compactMap { member in
            self.fleet.prober?.troubles[member.life].map { "; \(member.life): \($0)" }
        }
        return known.first ?? ""
    }
}
