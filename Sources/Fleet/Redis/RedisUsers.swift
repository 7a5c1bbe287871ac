import Credentials
import RedisLink
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
}

/// Who does what in the run's Redis: replicas with as little as they need, the operator, and whoever injects faults.
struct RedisUsers: Sendable {
    let replica: RedisUser
    let `operator`: RedisUser
    let faults: RedisUser

    /// Users of our own server, with passwords of this run.
    init() {
        replica = .random("replica")
        self.operator = .random("operator")
        faults = .random("faults")
    }

    /// An external Redis gets no users from us: everybody is who the user named.
    init(sharing name: String, _ password: Secret) {
        let user = RedisUser(name: name, password: password)
        replica = user
        self.operator = user
        faults = user
    }
}

extension RedisUsers {
    /// The ACL file of our own server: these three users, and nobody else.
    func aclFile(prefix: String, repair: FleetPlan.Repair) throws(FleetError) -> String {
        let mayRepair = repair == .replicas
        let lines = [
            "user default off",
            try line(replica, .replica(mayRepair: mayRepair), prefix),
            try line(self.operator, .operator, prefix),
            try line(faults, .faults, prefix),
        ]
        return lines.joined(separator: "\n") + "\n"
    }

    private func line(_ user: RedisUser, _ permissions: SlotPermissions, _ prefix: String) throws(FleetError) -> String
    {
        guard let rules = permissions.rules(prefix: prefix) else {
            throw FleetError(.system, "no ACL rule can hold the prefix \(prefix)")
        }
        let password = user.password.withBytes { String(decoding: $0, as: UTF8.self) }
        return "user \(user.name) on >\(password) \(rules)"
    }
}
