import AuthorizationStorage
import Credentials
import RedisLink
import ReplicaProcess
import Scenario
import Stores

/// One ACL user of the run's Redis.
struct RedisUser: Sendable {
    let name: String
    let password: Secret

    static func random(_ name: String) -> RedisUser {
        var source = SystemRandomNumberGenerator()
        return RedisUser(name: name, password: .generatedAdminKey(using: &source))
    }

    var access: RedisAccess {
        guard !password.isEmpty || name != "default" else { return .open }
        return RedisAccess(user: name, password: password.withBytes { RedisPassword(bytes: $0) })
    }

    /// For the files of a server of ours, which only this user may read.
    var passwordText: String { password.withBytes { String(decoding: $0, as: UTF8.self) } }
}

/// Who does what in the run's Redis: replicas with as little as they need, the operators, whoever injects faults, and
/// the servers among themselves.
struct RedisUsers: Sendable {
    private(set) var replica: RedisUser
    let `operator`: RedisUser
    let faults: RedisUser
    let replication: RedisUser
    let sentinel: RedisUser

    /// Users of our own servers, with passwords of this run.
    init() {
        replica = .random("replica")
        self.operator = .random("operator")
        faults = .random("faults")
        replication = .random("replication")
        sentinel = .random("sentinel")
    }

    /// An external Redis gets no users from us: everybody is who the user named.
    init(sharing name: String, _ password: Secret) {
        let user = RedisUser(name: name, password: password)
        replica = user
        self.operator = user
        faults = user
        replication = user
        sentinel = user
    }

    mutating func replacePasswordOfReplicas(by user: RedisUser) { replica = user }
}

extension RedisUsers {
    /// The ACL file of each node: these users, and nobody else.
    func nodeFile(prefix: String, plan: Plan) throws(FleetError) -> String {
        var lines = [
            Self.nobody,
            try replicaLine(plan, prefix),
            try line(self.operator, .operator, prefix) + holds(.operator, prefix)
                + tokens(plan, prefix, isAuditing: true),
            line(faults, Self.everything),
        ]
        if plan.redis.topology != .standalone { lines.append(line(replication, Self.replicating)) }
        if plan.redis.topology == .sentinel { lines.append(line(sentinel, Self.watching)) }
        return lines.joined(separator: "\n") + "\n"
    }

    private func replicaLine(_ plan: Plan, _ prefix: String) throws(FleetError) -> String {
        guard plan.isForeign else {
            return try line(replica, .replica(mayRepair: plan.fleet.repair == .replicas), prefix)
                + holds(.replica, prefix) + registrations(of: plan, prefix) + tokens(plan, prefix, isAuditing: false)
        }
        return try line(replica, .foreign(mayWrite: plan.fleet.repair == .replicas), prefix)
    }

    /// The ACL file of each Sentinel: replicas and operators ask and listen, Sentinels talk to each other.
    func sentinelFile() -> String {
        let asking =
            "resetchannels allchannels -@all +ping +role +client|setname +subscribe +unsubscribe"
            + " +sentinel|get-master-addr-by-name +sentinel|master +sentinel|masters +sentinel|sentinels"
        return [
            "user default off", line(replica, asking), line(self.operator, asking), line(faults, Self.everything),
            line(sentinel, Self.everything),
        ].joined(separator: "\n") + "\n"
    }

    /// Nobody gets in as `default`. It may do everything all the same: as that user a server replays its own AOF, and Redis
    /// 7.0 drops each transaction in it, which every script that writes twice is, that `default` has no permission for.
    private static let nobody = "user default off resetpass \(everything)"
    private static let everything = "resetkeys ~* resetchannels &* +@all"
    /// As https://redis.io/docs/latest/operate/oss_and_stack/management/replication/ names it.
    private static let replicating = "-@all +psync +replconf +ping"
    /// As https://redis.io/docs/latest/operate/oss_and_stack/management/sentinel/ names it.
    private static let watching =
        "resetchannels allchannels -@all +multi +slaveof +ping +exec +subscribe +config|rewrite"
        + " +role +publish +info +client|setname +client|kill +script|kill"

    private func line(_ user: RedisUser, _ permissions: SlotPermissions, _ prefix: String) throws(FleetError) -> String
    {
        guard let rules = permissions.rules(prefix: prefix) else {
            throw FleetError(.system, "no ACL rule can hold the prefix \(prefix)")
        }
        return line(user, rules)
    }

    private func holds(_ permissions: HoldsPermissions, _ prefix: String) throws(FleetError) -> String {
        guard let selector = permissions.selector(for: HoldsName(namespace: prefix)) else {
            throw FleetError(.system, "no ACL rule can hold the prefix \(prefix)")
        }
        return " " + selector
    }

    /// Whoever may look for a registration may also make one: `repair: none` is about the admin key.
    private func registrations(of plan: Plan, _ prefix: String) throws(FleetError) -> String {
        guard plan.registrations != nil else { return "" }
        let names = RegistrationNames(replicasOf: prefix)
        guard let selector = names.flatMap(RegistrationPermissions.selector),
            let channel = names.flatMap(RegistrationPermissions.channel)
        else { throw FleetError(.system, "no ACL rule can hold the prefix \(prefix)") }
        return " \(channel) \(selector)"
    }

    /// Nothing where the run keeps no tokens.
    private func tokens(_ plan: Plan, _ prefix: String, isAuditing: Bool) -> String {
        guard plan.tokens != nil, let keys = KeyPrefix(RunNames.tokenPrefix(below: prefix)) else { return "" }
        return " " + StoragePermissions.selector(prefix: keys, isAuditing: isAuditing)
    }

    private func line(_ user: RedisUser, _ rules: String) -> String {
        "user \(user.name) on >\(user.passwordText) \(rules)"
    }
}
