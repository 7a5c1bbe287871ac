import Testing

@testable import Scenario

/// Fleets that are reached over HTTP: our own replicas with a face, and somebody else's programs.
@Suite struct ListeningFleetTests {
    private static let program =
        "command: [\"./gw\", \"--port={port}\"], probe-url: \"http://127.0.0.1:{port}/x?r={replica}\""

    private static func foreign(_ more: String = "", adminKey: String = "") -> String {
        let settings = adminKey.isEmpty ? "" : ", admin-key: { \(adminKey) }"
        return "{ replicas: 2, \(program)\(more.isEmpty ? "" : ", \(more)")\(settings) }"
    }

    @Test func `a face for each replica, asked over HTTP beside what they ask themselves`() throws {
        let plan = try ScenarioText.plan(
            ScenarioText.with(fleet: "{ replicas: 200, http: true }", more: ["probe: { via: http }"]))
        #expect(plan.fleet.http && plan.probesOverHTTP && !plan.isForeign)
        #expect(try !ScenarioText.plan(ScenarioText.with(fleet: "{ replicas: 200, http: true }")).probesOverHTTP)
        #expect(try !ScenarioText.plan(ScenarioText.with()).fleet.http)
    }

    @Test func `a foreign program is described, asked over HTTP, and repairs nothing`() throws {
        let fleet = Self.foreign(
            "ready-url: \"http://localhost:{port}/up\", environment: { PASS: \"{redis-password}\" }")
        let plan = try ScenarioText.plan(ScenarioText.with(fleet: fleet))
        let foreign = try #require(plan.fleet.foreign)
        #expect(foreign.command.map { $0.filled { "<\($0.rawValue)>" } } == ["./gw", "--port=<port>"])
        #expect(foreign.probePath.filled { $0.rawValue } == "/x?r=replica")
        let ready = try TextTemplate("/up")
        #expect(foreign.readyPath == ready)
        #expect(foreign.environment.map(\.name) == ["PASS"])
        #expect(foreign.header == .bearer)
        #expect(plan.probesOverHTTP && plan.isForeign && plan.fleet.repair == .none)
        #expect(
            try ScenarioText.plan(ScenarioText.with(fleet: Self.foreign(adminKey: "repair: replicas"))).fleet.repair
                == .replicas)
    }

    @Test(arguments: [
        ("X-Key: {key}", KeyHeader(name: "X-Key", before: "", after: "")),
        ("Cookie: a=1; key={key}; b=2", KeyHeader(name: "Cookie", before: "a=1; key=", after: "; b=2")),
    ])
    func `a header of any name`(text: String, header: KeyHeader) throws {
        let plan = try ScenarioText.plan(ScenarioText.with(fleet: Self.foreign("header: \"\(text)\"")))
        #expect(plan.fleet.foreign?.header == header)
    }

    @Test(arguments: [
        ("{ replicas: 201, http: true }", "20: 201 replicas with an HTTP face; the most is 200"),
        (
            "{ replicas: 1, ready-url: \"http://127.0.0.1:{port}/\" }",
            "34: ready-url goes with command: the replicas of this fleet are our own"
        ),
        (
            "{ replicas: 1, command: gw, probe-url: \"http://127.0.0.1:{port}/\" }",
            "32: command is a list of a program and its arguments, not 'gw'"
        ),
        (
            "{ replicas: 1, command: [], probe-url: \"http://127.0.0.1:{port}/\" }",
            "32: command is a list of a program and its arguments, not a list"
        ),
        ("{ replicas: 1, command: [\"a{port}\"] }", "8: fleet has no 'probe-url'"),
        (
            "{ replicas: 1, command: [a], probe-url: \"http://127.0.0.1:{port}/\" }",
            "32: nothing tells the program its {port}"
        ),
        (
            "{ replicas: 1, command: [\"{prt}\", \"{port}\"], probe-url: \"http://127.0.0.1:{port}/\" }",
            "33: command: unknown placeholder {prt}, did you mean 'port'?"
        ),
        (
            "{ replicas: 1, command: [\"{port}\", \"{redis-password}\"], probe-url: \"http://127.0.0.1:{port}/\" }",
            "43: {redis-password}: an argument is everybody's to read; there is {redis-password-file}, or environment"
        ),
        (
            "{ replicas: 1, command: [\"{port}\"], probe-url: \"http://10.0.0.1:{port}/\" }",
            "55: probe-url begins with http://127.0.0.1:{port}/ and has no blanks, unlike 'http://10.0.0.1:{port}/'"
        ),
        (
            "{ replicas: 1, command: [\"{port}\"], probe-url: \"http://127.0.0.1:{port}/{admin-key}\" }",
            "55: {admin-key}: an address is everybody's to read; there is {admin-key-file}, or environment"
        ),
    ])
    func `a fleet with a fault`(fleet: String, line: String) {
        #expect(ScenarioText.findings(ScenarioText.with(fleet: fleet)) == ["s.yaml:2:\(line)"])
    }

    @Test(arguments: [
        "header: \"Authorization {key}\"", "header: \"A: {key}{key}\"", "header: \"A: none\"", "header: \"A b: {key}\"",
        "header: \"A: {key}\\r\\nB: c\"",
    ])
    func `a header that is none`(_ header: String) throws {
        let found = ScenarioText.findings(ScenarioText.with(fleet: Self.foreign(header)))
        #expect(found.count == 1)
        #expect(try #require(found.first).contains("header is a name and a value that holds {key} once"))
    }

    @Test(arguments: [
        ("http: true", "", "http: a foreign program has a face of its own"),
        ("", "initial: none", "initial: none: a key that a foreign program makes is known to nobody else"),
        ("", "at-start: refuse", "at-start: what a foreign program does then is its own affair"),
        ("", "on-stale: { refuse-after: 2s }", "on-stale: what a foreign program does then is its own affair"),
        ("environment: { \"A=B\": c }", "", "'A=B' is no name of a variable"),
        ("environment: [a]", "", "environment takes names and values, not a list"),
    ])
    func `what a foreign program cannot be`(more: String, adminKey: String, message: String) {
        let found = ScenarioText.findings(ScenarioText.with(fleet: Self.foreign(more, adminKey: adminKey)))
        #expect(found.contains { $0.hasSuffix(message) }, "\(found)")
    }

    @Test(arguments: [
        ("skew-clock: { pick: 1, by: 1s }", "a foreign program cannot be told to"),
        ("rotate-redis-password: {}", "a foreign program cannot be told to"),
        (
            "partition: { between: [redis, fleet], kind: cut, for: 1s }",
            "a foreign program has no address of its own that a link could be cut by"
        ),
        ("create-key: { count: 1 }", "a foreign program knows nothing of our managed keys"),
    ])
    func `what cannot be done to a foreign program`(step: String, reason: String) {
        let text = ScenarioText.with(fleet: Self.foreign(), steps: ["{ at: 1s, \(step) }"])
        let name = step.prefix { $0 != ":" }
        #expect(
            ScenarioText.findings(text).contains { $0.hasSuffix("4:15: \(name): \(reason)") },
            "\(ScenarioText.findings(text))")
    }

    @Test(arguments: [
        "kill-replica: { pick: 1, restart-after: 1s }", "stop-replica: { pick: 1 }",
        "freeze-replica: { pick: 1, for: 1s }",
        "add-replicas: { count: 2 }", "rotate-admin-key: {}", "revoke-admin-key: {}", "delete-slot: {}",
        "freeze-redis: { node: primary, for: 1s }", "await: { converged: admin-key, within: 1s }",
    ])
    func `what can be done to any program`(step: String) {
        let text = ScenarioText.with(fleet: Self.foreign(), steps: ["{ at: 1s, \(step) }"])
        #expect(ScenarioText.findings(text) == [])
    }

    @Test(arguments: [
        (
            ["probe: { via: http }"], "{ replicas: 1 }",
            "3:15: via: http asks replicas that listen: fleet has no http: true"
        ),
        (["probe: { via: process }"], foreign(), "3:15: via: process: a foreign program does not ask itself"),
        (
            ["redis: { topology: sentinel, replicas: 2, sentinels: 3 }"], foreign(),
            "3:20: topology: a foreign program is told of one server, and would not follow a failover"
        ),
        (
            ["managed-keys: { at-start: 1 }"], foreign(),
            "2:32: managed-keys: a foreign program knows nothing of the managed keys in our store"
        ),
    ])
    func `sections that do not fit the fleet`(more: [String], fleet: String, line: String) {
        #expect(ScenarioText.findings(ScenarioText.with(fleet: fleet, more: more)) == ["s.yaml:\(line)"])
    }

    @Test func `late joiners count`() {
        let text = ScenarioText.with(
            fleet: "{ replicas: 150, http: true }",
            steps: ["{ at: 1s, add-replicas: { count: 50 } }", "{ at: 2s, add-replicas: { count: 1 } }"])
        #expect(
            ScenarioText.findings(text) == [
                "s.yaml:5:38: that makes 201 replicas with an HTTP face; the most is 200"
            ])
    }

    @Test(arguments: [
        ("a{port}b", "a<port>b"), ("{port}{replica}", "<port><replica>"),
        ("{\"a\": {\"b\": 1}}", "{\"a\": {\"b\": 1}}"),
        ("{ port }", "{ port }"), ("}{", "}{"), ("{port", "{port"), ("{}", "{}"), ("", ""),
    ])
    func `braces around anything else are braces`(text: String, filled: String) throws {
        #expect(try TextTemplate(text).filled { "<\($0.rawValue)>" } == filled)
    }
}
