import Foundation
import RedisFixture
import RedisLink
import Testing

/// A Redis that is not ours is left as it was found, whatever happens.
struct ExternalRedisTests {
    private static let password = "external-password"

    private func server(_ rules: String = "~* &* +@all") throws -> RedisServer {
        try RedisServer.start(.init(users: ["fleet on >\(Self.password) \(rules)"]))
    }

    private func start(_ port: Int, password: String = password, scenario: ScenarioText = .small) throws -> KeyquakeRun
    {
        try KeyquakeRun.start(
            ["run", "{scenario}", "--out", "{out}", "--redis", "redis://fleet@127.0.0.1:\(port)/0"],
            scenario: scenario, environment: ["KEYQUAKE_REDIS_PASSWORD": password])
    }

    private func expectUntouched(_ server: RedisServer, users: RedisReply) throws {
        #expect(try server.ask("DBSIZE") == .integer(0))
        #expect(try server.ask("ACL", "USERS") == users)
    }

    @Test func `a run passes, leaves no key and makes no user`() throws {
        let server = try server()
        let users = try server.ask("ACL", "USERS")
        let run = try start(server.port)
        let code = try run.exitCode()
        let findings = try run.directory.findings
        #expect(findings.isClean, "\(findings.summary)")
        #expect(code == findings.exitCode)
        #expect(findings.metrics["leaked.keys"]?.value == 0)
        try expectUntouched(server, users: users)
    }

    @Test func `with permissions on its own prefix alone a run passes too`() throws {
        let server = try server("~keyquake:* &keyquake:* +@all")
        let run = try start(server.port)
        _ = try run.exitCode()
        let findings = try run.directory.findings
        #expect(findings.isClean, "\(findings.summary)")
        #expect(try server.ask("DBSIZE") == .integer(0))
    }

    @Test func `a run with tokens leaves none of them`() throws {
        let server = try server("~keyquake:* &keyquake:* +@all")
        let scenario = ScenarioText(
            tokens: "{ sessions: 10, issue: 5, use: 20, rotate: 10, revoke: 2, redeem: 5, replay: 2, for: 2s }",
            expect: "tokens.issued: \">= 10\"")
        let run = try start(server.port, scenario: scenario)
        _ = try run.exitCode()
        let findings = try run.directory.findings
        #expect(findings.isClean, "\(findings.summary)\n\(run.standardError)")
        #expect(findings.metrics["leaked.keys"]?.value == 0)
        #expect(findings.metrics["leaked.index-members"]?.value == 0)
        #expect(try server.ask("DBSIZE") == .integer(0))
    }

    @Test func `tokens in a Redis that does not let us remove them are one clear line`() throws {
        let server = try server("~* &* +@all -scan")
        try expectRefusal(try start(server.port, scenario: ScenarioText(tokens: "{}")), "could not be removed")
        #expect(try server.ask("DBSIZE") == .integer(0))
    }

    @Test func `an interrupted run leaves no key either`() throws {
        let server = try server()
        let users = try server.ask("ACL", "USERS")
        let run = try start(server.port, scenario: .endless)
        try run.waitUntilFleetIsReady()
        #expect(try server.ask("DBSIZE") != .integer(0))
        run.child.signal(2)
        _ = try run.exitCode()
        try expectUntouched(server, users: users)
    }

    @Test func `a Redis that is not there is one clear line`() throws {
        let server = try server()
        server.kill()
        try expectRefusal(try start(server.port), "refused")
    }

    @Test func `a host that has no address is one clear line, before anything starts`() throws {
        let run = try KeyquakeRun.start(
            ["run", "{scenario}", "--out", "{out}", "--redis", "redis://fleet@no-such-host.invalid"], scenario: .small)
        try expectRefusal(run, "no-such-host.invalid: ")
        #expect(run.runDirectories.isEmpty)
    }

    @Test func `a wrong password is one clear line, without the password`() throws {
        let server = try server()
        let run = try start(server.port, password: "wrong-password")
        try expectRefusal(run, "WRONGPASS")
        #expect(!run.standardError.contains("wrong-password"))
    }

    /// Each lacks one thing that a run cannot do without.
    @Test(arguments: [
        "~* &* +@connection", "~* &* +@all -del", "~* &* +@all -evalsha -eval", "~* &* +@all -xadd",
        "~other:* &* +@all", "~* resetchannels +@all", "~* &* +@all -hgetall", "~* &* +@all -subscribe",
    ])
    func `a user who lacks a permission is told before anything is written`(_ rules: String) throws {
        let server = try server(rules)
        let users = try server.ask("ACL", "USERS")
        try expectRefusal(try start(server.port), "redis cannot be used")
        try expectUntouched(server, users: users)
    }

    /// A run is asked for what it needs, and for nothing else.
    @Test(arguments: [
        ("plain", "{ at: 200ms, rotate-admin-key: {} }", "-get", false),
        ("plain", "{ at: 200ms, rotate-admin-key: {} }", "-hgetall", true),
        ("fenced", "{ at: 200ms, end-grace: {} }", "-xrevrange", false),
        ("fenced", "{ at: 200ms, rotate-admin-key: {} }", "-xrevrange", true),
        ("fenced", "{ at: 200ms, corrupt-slot: { with: wrong-type } }", "-rpush", false),
    ])
    func `what a run needs depends on its slot and its steps`(
        _ slot: String, _ step: String, _ rule: String, _ isEnough: Bool
    ) throws {
        let server = try server("~* &* +@all \(rule)")
        let run = try KeyquakeRun.start(
            [
                "run", "{scenario}", "--out", "{out}", "--redis", "redis://fleet@127.0.0.1:\(server.port)/0", "--set",
                "fleet.admin-key.slot=\(slot)",
            ],
            scenario: ScenarioText(steps: [step]), environment: ["KEYQUAKE_REDIS_PASSWORD": Self.password])
        if isEnough {
            #expect(try run.exitCode() != 3, "\(run.standardError)")
            let findings = try run.directory.findings
            #expect(findings.isClean, "\(findings.summary)")
        } else {
            try expectRefusal(run, "redis cannot be used")
        }
    }

    private func expectRefusal(_ run: KeyquakeRun, _ word: String) throws {
        try run.expectEnd(3)
        #expect(run.errorLines.count == 1 && run.standardError.contains(word), "\(run.standardError)")
        #expect(run.privateDirectories.isEmpty && run.tree.all.isEmpty)
    }
}
