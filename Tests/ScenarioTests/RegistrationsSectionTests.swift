import Testing

@testable import Scenario

@Suite struct RegistrationsSectionTests {
    private static func section(_ keys: String, _ more: String...) -> [String] { ["registrations: \(keys)"] + more }

    private static func plan(_ upstreams: [String], _ change: (inout RegistrationsPlan) -> Void = { _ in })
        -> RegistrationsPlan
    {
        var plan = RegistrationsPlan()
        plan.upstreams = upstreams
        change(&plan)
        return plan
    }

    @Test func `without the section replicas register nowhere`() throws {
        #expect(try ScenarioText.plan(ScenarioText.with()).registrations == nil)
        #expect(try ScenarioText.plan(ScenarioText.with(more: ["registrations:"])).registrations == nil)
    }

    @Test(arguments: [
        ("{ count: 2 }", plan(["upstream-1", "upstream-2"])),
        ("{ upstreams: [idp, crm-2] }", plan(["idp", "crm-2"])),
        (
            "{ count: 1, claim: last-writer, push: false, poll: 200ms }",
            plan(["upstream-1"]) {
                $0.claim = .lastWriter
                $0.push = false
                $0.poll = 200_000_000
                $0.learn = 320_000_000
            }
        ),
        (
            "{ count: 1, claim: create-if-absent, lease: 500ms }",
            plan(["upstream-1"]) { $0.leaseLife = 500_000_000 }
        ),
    ])
    func `the section is read with its defaults`(keys: String, plan: RegistrationsPlan) throws {
        #expect(try ScenarioText.plan(ScenarioText.with(more: Self.section(keys))).registrations == plan)
    }

    @Test(arguments: [("{ learn: 1s, refuse: 2s }", 1_000), ("{ refuse: 2s }", 5_600)])
    func `the stated bound holds for registrations too, and the poll interval says the rest`(
        bounds: String, learn: Int
    ) throws {
        let plan = try ScenarioText.plan(ScenarioText.with(more: Self.section("{ count: 1 }", "bounds: \(bounds)")))
        #expect(plan.registrations?.learn == UInt64(learn) * 1_000_000)
    }

    @Test(
        arguments: [
            ("5", ["3:16: registrations takes keys and values, not '5'"]),
            ("{}", ["3:16: registrations needs 'upstreams' or 'count'"]),
            (
                "{ upstreams: [a], count: 1 }",
                ["3:41: registrations takes 'upstreams' or 'count', not both"]
            ),
            (
                "{ count: 1, grace: 1s }",
                ["3:28: unknown key 'grace' in registrations; it has upstreams, count, claim, push, poll, lease"]
            ),
            (
                "{ cuont: 1 }",
                [
                    "3:16: registrations needs 'upstreams' or 'count'",
                    "3:18: unknown key 'cuont' in registrations, did you mean 'count'?",
                ]
            ),
            ("{ count: 0 }", ["3:25: count is at least 1, not 0"]),
            ("{ count: 33 }", ["3:25: count is at most 32, not 33"]),
            ("{ upstreams: idp }", ["3:29: upstreams is a list of names, not 'idp'"]),
            ("{ upstreams: [] }", ["3:29: upstreams is a list of names, not an empty one"]),
            ("{ upstreams: [a, b, a] }", ["3:36: upstreams names 'a' twice"]),
            (
                "{ upstreams: [Idp] }",
                ["3:30: upstreams: 'Idp' is not of lower-case letters, digits and hyphens, 64 at most"]
            ),
            (
                "{ upstreams: [\"a/b\"] }",
                ["3:30: upstreams: 'a/b' is not of lower-case letters, digits and hyphens, 64 at most"]
            ),
            ("{ upstreams: [7] }", ["3:30: upstreams is a text; '7' is none to YAML unless it is quoted"]),
            (
                "{ count: 1, claim: last }",
                ["3:35: claim is one of create-if-absent, last-writer, not 'last'"]
            ),
            ("{ count: 1, push: on }", ["3:34: push is true or false, not 'on', did you mean 'true'?"]),
            ("{ count: 1, poll: 999us }", ["3:34: poll is at least 1ms, not 999us"]),
            ("{ count: 1, lease: 9ms }", ["3:35: lease is at least 10ms, not 9ms"]),
            ("{ count: 1, lease: 2h }", ["3:35: lease is at most 1h, not 7200s"]),
            (
                "{ count: 1, claim: last-writer, lease: 1s }",
                ["3:55: lease: with claim: last-writer nobody takes one"]
            ),
            ("{ count: 1, poll: 1h }", ["1:1: the bounds and two polls take 32763100ms; a run has at most 1h"]),
        ] as [(String, [String])])
    func `a section with a fault`(keys: String, lines: [String]) {
        #expect(ScenarioText.findings(ScenarioText.with(more: Self.section(keys))) == lines.map { "s.yaml:\($0)" })
    }

    @Test func `more names than there may be are one finding`() {
        let names = (1...33).map { "u\($0)" }.joined(separator: ", ")
        let found = ScenarioText.findings(ScenarioText.with(more: Self.section("{ upstreams: [\(names)] }")))
        #expect(found == ["s.yaml:3:29: upstreams: 33 of them; the most is 32"])
    }

    @Test(arguments: [
        ("{ count: 1, poll: 100ms }", 210, 3_000),
        ("{ count: 1, poll: 200ms, lease: 500ms }", 320, 500),
    ])
    func `a run lasts until a lease has ended, all use what stands and losers are withdrawn`(
        keys: String, learn: Int, lease: Int
    ) throws {
        let plan = try ScenarioText.plan(ScenarioText.with(more: Self.section(keys)))
        let registrations = try #require(plan.registrations)
        #expect(registrations.learn == UInt64(learn) * 1_000_000)
        #expect(plan.settling == UInt64(lease) * 1_000_000 + registrations.learn + 8 * registrations.poll)
        #expect(plan.runLength == plan.settling)
    }

    @Test func `replicas have a second connection for pushed registrations alone`() throws {
        let fleet = "{ replicas: 1, admin-key: { push: false } }"
        let without = ScenarioText.with(fleet: fleet, more: ["registrations: { count: 1, push: false }"])
        let with = ScenarioText.with(fleet: fleet, more: ["registrations: { count: 1 }"])
        #expect(try !ScenarioText.plan(without).subscribes)
        #expect(try ScenarioText.plan(with).subscribes)
    }

    @Test func `a plan says how many registrations a server can come to have made`() throws {
        func most(_ keys: String, _ steps: [String] = [], _ more: String...) throws -> Int {
            let text = ScenarioText.with(steps: steps, more: ["registrations: \(keys)"] + more)
            return try ScenarioText.plan(text).mostRegistrations
        }
        #expect(try ScenarioText.plan(ScenarioText.with()).mostRegistrations == 0)
        #expect(try most("{ count: 2 }") == 8)
        #expect(try most("{ count: 2, claim: last-writer }") == 20)
        #expect(try most("{ count: 2, claim: last-writer }", ["{ at: 1s, cold-start: {} }"]) == 40)
        let joined = "{ at: 1s, add-replicas: { count: 5 } }"
        #expect(try most("{ count: 1, claim: last-writer }", [joined]) == 30)
        let renewed = try most(
            "{ count: 1, poll: 100ms, lease: 1s }", ["{ at: 8s, use-registrations: {} }"], "as: { secret-life: 2s }")
        #expect(renewed > 4 + 8)
    }
}

@Suite struct AuthorizationServerSectionTests {
    private static func text(_ keys: String) -> String {
        ScenarioText.with(more: ["registrations: { count: 1 }", "as: \(keys)"])
    }

    @Test func `the server is a simple one where nothing is said`() throws {
        var expected = AuthorizationServerPlan()
        #expect(try ScenarioText.plan(Self.text("{}")).authorizationServer == expected)
        #expect(try ScenarioText.plan(ScenarioText.with()).authorizationServer == expected)
        expected.secretLife = 6_000_000_000
        expected.needsInitialAccessToken = true
        expected.managesClients = false
        expected.latency = 20_000_000
        let all = "{ secret-life: 6s, initial-access-token: true, manages-clients: false, latency: 20ms }"
        #expect(try ScenarioText.plan(Self.text(all)).authorizationServer == expected)
    }

    @Test(arguments: [
        ("5", "4:5: as takes keys and values, not '5'"),
        ("{ secret-live: 6s }", "4:7: unknown key 'secret-live' in as, did you mean 'secret-life'?"),
        (
            "{ secret-life: 1s }",
            "4:20: secret-life is whole seconds, as the protocol has them, and at least 2s, not 1s"
        ),
        (
            "{ secret-life: 2500ms }",
            "4:20: secret-life is whole seconds, as the protocol has them, and at least 2s, not 2500ms"
        ),
        ("{ secret-life: 6 }", "4:20: secret-life: the duration 6 has no unit (ns us ms s m h), did you mean '6ms'?"),
        (
            "{ initial-access-token: yes }",
            "4:29: initial-access-token is true or false, not 'yes', did you mean 'true'?"
        ),
        ("{ manages-clients: 1 }", "4:24: manages-clients is true or false, not '1'"),
        ("{ latency: 6s }", "4:16: latency is at most 5s, not 6s"),
    ])
    func `a section with a fault`(keys: String, line: String) {
        #expect(ScenarioText.findings(Self.text(keys)) == ["s.yaml:\(line)"])
    }

    @Test func `a server without anybody who registers is a slip`() {
        #expect(
            ScenarioText.findings(ScenarioText.with(more: ["as: { latency: 1ms }"])) == [
                "s.yaml:3:5: as: nobody registers: the scenario has no section 'registrations'"
            ])
    }
}
