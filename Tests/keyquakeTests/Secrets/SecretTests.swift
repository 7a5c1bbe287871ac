import RedisFixture
import Testing

/// No secret of a run stands in a file of its directory, in arguments or environment of a process, or in what it says.
struct SecretTests {
    @Test func `no key and no password of a run can be found anywhere afterwards, nor in its processes meanwhile`()
        throws
    {
        let run = try KeyquakeRun.start(scenario: Self.rotating)
        try run.waitUntilFleetIsReady()
        var secrets: Set<String> = []
        var epochs: Set<String> = []
        var visible: [UInt8] = []
        let slot = try EmbeddedSlot(of: run)
        secrets.formUnion(slot.passwords.values)
        while epochs.count < 3, !run.child.hasEnded {
            guard let fields = try? slot.fields() else { break }  // the server ends with the run
            epochs.insert(fields["e", default: ""])
            secrets.formUnion(Self.keys(in: fields))
            visible += run.tree.all.flatMap(\.visibleText)
        }
        try #require(epochs.count == 3, "the first key and two rotations were seen")
        #expect(slot.passwords.count == 3 && secrets.count >= 3 + 3 + 1)
        _ = try run.exitCode()

        try expectNone(of: secrets, in: visible, "a process's arguments or environment")
        try expectNone(of: secrets, in: Array((run.standardOutput + run.standardError).utf8), "what it said")
        try expectNone(of: secrets, under: run.directory.path)
    }

    @Test func `a check and an export of a run say no secret either`() throws {
        let run = try KeyquakeRun.start(scenario: .endless)
        try run.waitUntilFleetIsReady()
        let slot = try EmbeddedSlot(of: run)
        let secrets = Self.keys(in: try slot.fields()).union(slot.passwords.values)
        let directory = try run.directory.path
        run.child.signal(9)
        for command in ["check", "export"] {
            let reader = try KeyquakeRun.start([command, directory])
            _ = try reader.exitCode()
            try expectNone(of: secrets, in: Array((reader.standardOutput + reader.standardError).utf8), command)
        }
    }

    /// The search itself: it must find what is there, between zeros and cut by a look-alike.
    @Test func `a secret between other bytes is found`() {
        let bytes: [UInt8] = [0] + Array("sesecret".utf8) + [0, 255]
        #expect(bytes.contains("secret") && !bytes.contains("secrets") && !bytes.contains("Secret"))
    }

    private static let rotating = ScenarioText(
        name: "rotating",
        steps: ["{ at: 600ms, rotate-admin-key: { grace: 300ms } }", "{ at: 1200ms, rotate-admin-key: {} }"])

    /// The key in force, outgoing ones, and what makes fingerprints of them.
    static func keys(in fields: [String: String]) -> Set<String> {
        let outgoing = fields["o", default: ""].split(separator: "\n").compactMap { $0.split(separator: " ").last }
        return Set([fields["v", default: ""], fields["k", default: ""]] + outgoing.map(String.init)).subtracting([""])
    }
}

/// A password that a user hands over is taken out of sight before anything is started.
struct UserSecretTests {
    private static let password = "a-password-that-nobody-may-see"

    @Test(arguments: [true, false])
    func `the password of an external Redis stands in no arguments and no environment`(_ isInVariable: Bool) throws {
        let server = try RedisServer.start(.init(users: ["fleet on >\(Self.password) ~* &* +@all"]))
        let address = "127.0.0.1:\(server.port)/0"
        let url = isInVariable ? "redis://fleet@\(address)" : "redis://fleet:\(Self.password)@\(address)"
        let run = try KeyquakeRun.start(
            ["run", "{scenario}", "--out", "{out}", "--redis", url], scenario: .endless,
            environment: isInVariable ? ["KEYQUAKE_REDIS_PASSWORD": Self.password] : [:])
        try run.waitUntilFleetIsReady()

        let tree = run.tree
        #expect(tree.replicas.count == 4)
        try expectNone(of: [Self.password], in: tree.all.flatMap(\.visibleText), "arguments or environment")
        run.child.signal(2)
        _ = try run.exitCode()
        try expectNone(
            of: [Self.password], in: Array((run.standardOutput + run.standardError).utf8), "what it said")
        try expectNone(of: [Self.password], under: run.directory.path)
    }

    /// As typed and as meant; one that stands in the URL twice; one in the other spelling of the option.
    @Test(arguments: [
        ["--redis", "redis://fleet:a%2Dpassword%40home@127.0.0.1:PORT/0"],
        ["--redis", "redis://fleet:fleet@127.0.0.1:PORT/0"],
        ["--redis=redis://fleet:127@127.0.0.1:PORT/0"],
    ])
    func `a password in a URL is overwritten where it stands`(_ option: [String]) throws {
        let passwords = ["a-password@home", "fleet", "127"]
        let server = try RedisServer.start(
            .init(users: ["fleet on \(passwords.map { ">\($0)" }.joined(separator: " ")) ~* &* +@all"]))
        let option = option.map { $0.replacing("PORT", with: "\(server.port)") }
        let run = try KeyquakeRun.start(["run", "{scenario}", "--out", "{out}"] + option, scenario: .endless)
        try run.waitUntilFleetIsReady()
        let seen = try #require(fileBytes("/proc/\(run.child.pid)/cmdline"))
        for trace in ["%2D", "password", ":fleet@", ":127@"] { #expect(!seen.contains(trace), "\(trace)") }
        // Nothing else is gone.
        #expect(seen.contains("redis://fleet:x") && seen.contains("@127.0.0.1:\(server.port)/0"))
        run.child.signal(2)
        _ = try run.exitCode()
    }

    @Test func `a password in the environment is taken out though nobody asks for it`() throws {
        let run = try KeyquakeRun.start(
            scenario: .endless, environment: ["KEYQUAKE_REDIS_PASSWORD": Self.password])
        try run.waitUntilFleetIsReady()
        try expectNone(of: [Self.password], in: run.tree.all.flatMap(\.visibleText), "arguments or environment")
        run.child.signal(2)
        _ = try run.exitCode()
    }

    @Test func `a password file is read, and its content shown nowhere`() throws {
        let server = try RedisServer.start(.init(users: ["fleet on >\(Self.password) ~* &* +@all"]))
        let folder = try TemporaryFolder()
        try folder.write(Self.password + "\n", to: "password")
        let run = try KeyquakeRun.start(
            [
                "run", "{scenario}", "--out", "{out}", "--redis", "redis://fleet@127.0.0.1:\(server.port)/0",
                "--redis-password-file", "\(folder.path)/password",
            ], scenario: .small)
        let code = try run.exitCode()
        #expect(code == (try run.directory.findings.exitCode))
        try expectNone(of: [Self.password], under: run.directory.path)
    }
}

/// A file is as long as a run is rich, so bytes are compared by the C library.
func expectNone(of secrets: Set<String>, in bytes: [UInt8], _ place: String) throws {
    try #require(!bytes.isEmpty, "nothing to look through: \(place)")
    for secret in secrets {
        #expect(!bytes.contains(secret), "a secret of \(secret.utf8.count) bytes stands in \(place)")
    }
}

func expectNone(of secrets: Set<String>, under directory: String) throws {
    let files = filesBelow(directory)
    #expect(files.contains { $0.hasSuffix("history.kq") } && files.contains { $0.hasSuffix("scenario.yaml") })
    for file in files {
        guard let bytes = fileBytes(file), !bytes.isEmpty else { continue }
        try expectNone(of: secrets, in: bytes, file)
    }
}
