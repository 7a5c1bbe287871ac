import ArgumentParser
import Credentials
import Fleet
import Foundation
import Gateway
import Glibc
import Operator
import ReplicaProcess
import Scenario

struct ServeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Run one replica with its HTTP face, to try with curl.",
        discussion: """
            Without --redis it starts a Redis of its own, which ends with it. It listens on the loopback only, says where, \
            and runs until it is interrupted; then it finishes the requests that it has and ends.
            """)

    @Option(help: "The port to listen on; 0 has the kernel pick one.")
    var port: UInt16 = 0
    @Option(help: "Use this Redis: redis://user@host:port/db; KEYQUAKE_REDIS_PASSWORD is its password.")
    var redis: String?
    @Option(help: "File whose first line is the password for --redis.", completion: .file())
    var redisPasswordFile: String?
    @Option(help: "With --redis: what the names of the deployment's keys begin with.")
    var namespace: String?
    @Option(help: "As operators know it: one name for each process of a deployment; without it one that nobody has.")
    var name: String?
    @OptionGroup var credentials: ServeCredentials
    @Option(
        help: "Where to write a key that had to be made, readable for you alone; must not exist.", completion: .file())
    var keyFile: String?
    @Option(help: "File that gets a line of JSON for every decision.", completion: .file())
    var audit: String?
    @Flag(help: "Say where it listens as one line of JSON.")
    var json = false

    func validate() throws {
        guard (redis == nil) == (namespace == nil) else { throw ValidationError("--redis and --namespace go together") }
        if let namespace, Namespace(namespace) == nil {
            throw ValidationError("--namespace: 1 to 256 visible ASCII characters, without a space")
        }
        if let name, ReplicaName(name) == nil {
            throw ValidationError("--name: 1 to \(ReplicaName.longest) visible ASCII characters, without a space")
        }
        if let keyFile, access(keyFile, F_OK) == 0 { throw ValidationError("--key-file: \(keyFile) exists already") }
        if redis != nil, keyFile == nil, access(Self.usualKeyFile, F_OK) == 0, credentials.adminKeyFile == nil {
            throw ValidationError("\(Self.usualKeyFile) exists already: name another --key-file")
        }
    }

    private static let usualKeyFile = "keyquake-admin-key"

    func run() throws {
        let external = try redis.map { try RedisURL($0).resolve(passwordFile: redisPasswordFile) }
        let (order, cleanup) = try order()
        let out = NSTemporaryDirectory() + "keyquake-serve-\(getpid())"
        defer { try? FileManager.default.removeItem(atPath: out) }  // nothing in it is a result
        let text = ServePlan(hasOwnKey: order.adminKey != nil, cleanup: cleanup).text
        var options = RunOptions(out: out, scenarioText: text, isQuiet: true, external: external)
        options.namespace = namespace
        let plan = try parseScenario(text: text, file: "serve").get()
        try FleetHost(plan: plan, options: options, face: GatewayServer.start).stage { stage async throws(FleetError) in
            try await serve(order, on: stage)
        }
    }

    /// Everything that the user handed over is read before anything starts.
    private func order() throws -> (ServingOrder, cleanup: CleanupInterval?) {
        var order = ServingOrder(FaceConfiguration(port: port, auditPath: absolute(audit)))
        let cleanup = try credentials.complete(&order)
        let name = name.flatMap { ReplicaName($0) } ?? ServeName.own()
        order.identity = name.map { HoldsIdentity(name: $0, incarnation: ServeName.incarnation) }
        return (order, cleanup)
    }

    private func serve(_ order: ServingOrder, on stage: FleetStage) async throws(FleetError) {
        let server: StagedServer
        do {
            server = try await stage.serve(order)
        } catch {
            if stage.isInterrupted, stage.loss == nil { return }
            throw stage.loss ?? error
        }
        let keyFile = try write(server.generatedKey, on: stage) ?? credentials.adminKeyFile
        let notice = ServeNotice(
            port: server.port, keyFile: keyFile, namespace: namespace ?? stage.namespace,
            name: order.identity?.name.text ?? "", environments: order.environments.map(\.name),
            operator: try operatorPlace(on: stage))
        print(json ? notice.json : notice.text, to: 1)
        try await stage.waitForInterrupt(of: server)
        guard await stage.stop(server) else {
            throw FleetError(.replicaFailed, "it did not end in time and was killed")
        }
    }

    /// The replica starts elsewhere than we are.
    private func absolute(_ path: String?) -> String? {
        path.map { $0.hasPrefix("/") ? $0 : FileManager.default.currentDirectoryPath + "/" + $0 }
    }

    /// Beside a Redis that ends with us the key does, too; nil when none was made.
    private func write(_ key: Secret?, on stage: FleetStage) throws(FleetError) -> String? {
        guard let key else { return nil }
        if redis == nil, keyFile == nil { return try stage.writeSecret(key, to: "admin-key") }
        do {
            return try SecretFile(creating: keyFile ?? Self.usualKeyFile, holding: key).path
        } catch {
            throw FleetError(.system, "the generated key is in force and in no file: \(error)")
        }
    }

    private func operatorPlace(on stage: FleetStage) throws(FleetError) -> ServeNotice.Operator? {
        guard let access = stage.operatorAccess else { return nil }
        let file = try stage.writeSecret(access.password, to: "operator-password")
        return ServeNotice.Operator(user: access.user, port: access.port, passwordFile: file)
    }
}
