import Credentials
import Doubles
import Glibc
import History
import ReplicaProcess
import Scenario

/// How one life of somebody else's program is started: its arguments, its environment, and the files with its secrets.
///
/// Keyquake puts no secret into an argument or an environment of its own. The program's password of Redis lies in a file
/// that only this user may read, in the private directory; it goes into the program's environment where the scenario says so.
struct ForeignLaunch {
    let plan: ForeignPlan
    /// Absolute.
    let program: String
    /// Where the scenario lies, and where the program runs.
    let directory: String
    let logs: String
    let secrets: PrivateDirectory
    let slot: String

    /// What it is told beside what the scenario says: no more than any program needs.
    private static let inherited = ["PATH", "HOME", "TMPDIR", "LANG", "LC_ALL"]

    /// - Throws: when there is no such program.
    init(
        _ plan: ForeignPlan, directory: String, logs: String, secrets: PrivateDirectory, slot: String
    ) throws(FleetError) {
        self.plan = plan
        self.directory = directory
        self.logs = logs
        self.secrets = secrets
        self.slot = slot
        let name = plan.command[0].filled { "{\($0.rawValue)}" }
        guard let program = Self.find(name, beside: directory) else {
            let place = name.contains("/") ? "\(directory)/\(name)" : "\(name) on PATH"
            throw FleetError(.noProgram, "there is no \(place) that may be run")
        }
        self.program = program
    }

    /// With a slash in its name it is found from the scenario, else on PATH.
    static func find(_ name: String, beside directory: String) -> String? {
        guard name.contains("/") else { return ProgramOutput.find(name) }
        let path = name.hasPrefix("/") ? name : "\(directory)/\(name)"
        return access(path, X_OK) == 0 ? path : nil
    }

    /// Where one replica logs, through all its lives.
    func log(of replica: ReplicaID) -> String { "\(logs)/\(replica).log" }

    func program(for life: Life, _ surroundings: ForeignSurroundings) throws(FleetError) -> Program {
        let files = try writeSecrets(of: life, surroundings)
        func value(_ placeholder: Placeholder) -> String {
            switch placeholder {
            case .port: "\(surroundings.port)"
            case .replica: "\(life.replica.number)"
            case .slot: slot
            case .redisURL: surroundings.url
            case .redisHost: surroundings.redis.host
            case .redisPort: "\(surroundings.redis.port)"
            case .redisDatabase: "\(surroundings.database)"
            case .redisUser: surroundings.user
            case .redisPasswordFile: files.password
            case .redisPassword: surroundings.password.text
            case .adminKeyFile: files.adminKey
            case .adminKey: surroundings.adminKey?.text ?? ""
            }
        }
        let own = Self.inherited.compactMap { name in getenv(name).map { "\(name)=\(String(cString: $0))" } }
        let given = plan.environment.map { "\($0.name)=\($0.value.filled(value))" }
        let names = Set(plan.environment.map(\.name))
        return Program(
            role: .replica, path: program, arguments: plan.command.dropFirst().map { $0.filled(value) },
            log: log(of: life.replica), life: life,
            environment: own.filter { line in !names.contains { line.hasPrefix("\($0)=") } } + given,
            directory: directory)
    }

    /// Only what the scenario asks for.
    private func writeSecrets(
        of life: Life, _ surroundings: ForeignSurroundings
    ) throws(FleetError) -> (password: String, adminKey: String) {
        let asked = Set((plan.command + plan.environment.map(\.value)).flatMap(\.placeholders))
        let names = (password: "redis-password", adminKey: "\(life.replica)-admin-key")
        if asked.contains(.redisPasswordFile) { try secrets.write(surroundings.password.text, to: names.password) }
        if asked.contains(.adminKeyFile) { try secrets.write(surroundings.adminKey?.text ?? "", to: names.adminKey) }
        return (secrets.file(names.password), secrets.file(names.adminKey))
    }

    /// How the prober asks a life of it.
    func target(_ life: Life, pid: Int32, port: UInt16) -> ProbeTarget {
        func filled(_ template: TextTemplate) -> String {
            template.filled { $0 == .port ? "\(port)" : $0 == .replica ? "\(life.replica.number)" : "{\($0.rawValue)}" }
        }
        return ProbeTarget(
            life: life, pid: pid, port: port, readyPath: plan.readyPath.map(filled),
            kind: .foreign(
                path: filled(plan.probePath), header: plan.header.name, before: plan.header.before,
                after: plan.header.after))
    }
}

/// What a run is for one life of a program.
struct ForeignSurroundings {
    var port: UInt16
    var redis: RedisPort
    var database: Int
    var user: String
    var password: Secret
    /// Its ADMIN_KEY.
    var adminKey: Secret?

    /// Without the password.
    var url: String { "redis://\(user)@\(redis.host):\(redis.port)/\(database)" }
}

extension Secret {
    /// For a file that only this user may read, or an environment that the scenario asked for.
    fileprivate var text: String { withBytes { String(decoding: $0, as: UTF8.self) } }
}
