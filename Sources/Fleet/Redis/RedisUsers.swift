import Credentials
import RedisLink
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
