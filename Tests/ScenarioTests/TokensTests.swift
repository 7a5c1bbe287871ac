import Testing

@testable import Scenario

/// The section `tokens`, and the steps that are about them.
@Suite struct TokensTests {
    private static let section = "tokens: {}"

    private static func plan(_ change: (inout TokensPlan) -> Void) -> TokensPlan {
        var plan = TokensPlan()
        change(&plan)
        return plan
    }

    @Test func `without the section there are no tokens`() throws {
        #expect(try ScenarioText.plan(ScenarioText.with()).tokens == nil)
        #expect(try ScenarioText.plan(ScenarioText.with(more: ["tokens:"])).tokens == nil)
    }

    @Test func `the section is read with its defaults`() throws {
        #expect(try ScenarioText.plan(ScenarioText.with(more: [Self.section])).tokens == TokensPlan())
        let text =
            "tokens: { sessions: 7, issue: 1, use: 2, rotate: 3, revoke: 4, redeem: 5, replay: 6, access-ttl: 100ms, "
            + "refresh-ttl: 2s, code-ttl: 3s, confirm: 0, for: 4s }"
        let expected = Self.plan { plan in
            (plan.sessions, plan.issue, plan.use, plan.rotate) = (7, 1, 2, 3)
            (plan.revoke, plan.redeem, plan.replay) = (4, 5, 6)
            (plan.accessTTL, plan.refreshTTL, plan.codeTTL) = (100_000_000, 2_000_000_000, 3_000_000_000)
            plan.lasts = 4_000_000_000
        }
        #expect(try ScenarioText.plan(ScenarioText.with(more: [text])).tokens == expected)
    }

    @Test(arguments: [("all", 2), ("1", 1), ("0", 0)])
    func `writes are confirmed by Redis replicas of the topology`(word: String, count: Int) throws {
        let text = ScenarioText.with(more: ["tokens: { confirm: \(word) }", FailoverStepTests.sentinel])
        #expect(try ScenarioText.plan(text).tokens?.confirm == count)
    }

    @Test(
        arguments: [
            ("5", ["9: tokens takes keys and values, not '5'"]),
            (
                "{ session: 3 }",
                ["11: unknown key 'session' in tokens, did you mean 'sessions'?"]
            ),
            ("{ sessions: 0 }", ["21: sessions is at least 1, not 0"]),
            ("{ sessions: 100001 }", ["21: sessions is at most 100000, not 100001"]),
            ("{ use: 20001 }", ["16: use is at most 20000, not 20001"]),
            ("{ use: -1 }", ["16: use is at least 0, not -1"]),
            ("{ rotate: 1.5 }", ["19: rotate is a whole number, not '1.5'"]),
            ("{ access-ttl: 99ms }", ["23: access-ttl is at least 100ms, not 99ms"]),
            ("{ access-ttl: 2h }", ["23: access-ttl is at most 1h, not 7200s"]),
            ("{ refresh-ttl: 1s }", ["24: refresh-ttl: 1s is shorter than access-ttl (600s)"]),
            ("{ confirm: all }", ["20: confirm: all asks Redis replicas, and the topology has none"]),
            ("{ confirm: 1 }", ["20: confirm: 1 asks more Redis replicas than the topology has (0)"]),
            ("{ for: 3601s }", ["16: for is at most 1h, not 3601s"]),
        ] as [(String, [String])])
    func `a section with a fault`(text: String, lines: [String]) {
        let scenario = ScenarioText.with(more: ["tokens: \(text)"])
        #expect(ScenarioText.findings(scenario) == lines.map { "s.yaml:3:\($0)" })
    }

    @Test(
        arguments: [
            ("revoke-session", StepAction.revokeSession(RevokeTokens())),
            ("revoke-session: { count: 5, pick: 3 }", .revokeSession(RevokeTokens(count: 5, writers: .count(3)))),
            ("revoke-user: { count: 2 }", .revokeUser(RevokeTokens(count: 2))),
            ("revoke-user: { pick: 10% }", .revokeUser(RevokeTokens(writers: .percent(10)))),
            (
                "redeem-burst: { codes: 100000, redeemers: 100% }",
                .redeemBurst(TokenBurst(count: 100_000, racers: .percent(100)))
            ),
            (
                "rotate-burst: { tokens: 5, rotators: [1, r2], each: 2, over: 3s }",
                .rotateBurst(TokenBurst(count: 5, racers: .replicas([1, 2]), each: 2, over: 3_000_000_000))
            ),
        ] as [(String, StepAction)])
    func `a step is read with its defaults`(step: String, action: StepAction) throws {
        let text = step.contains(":") ? step : "\(step): {}"
        #expect(try ScenarioText.action("{ at: 1s, \(text) }", more: [Self.section]) == action)
    }

    @Test func `an operator can ask Redis replicas to confirm`() throws {
        let more = [Self.section, FailoverStepTests.sentinel]
        #expect(
            try ScenarioText.action("{ at: 1s, revoke-session: { confirm: all } }", more: more)
                == .revokeSession(RevokeTokens(confirm: 2)))
    }

    @Test(
        arguments: [
            ("revoke-session: { count: 101 }", ["40: count is at most 100, not 101"]),
            ("revoke-user: { count: 0 }", ["37: count is at least 1, not 0"]),
            ("revoke-user: { pick: 11 }", ["36: pick: 11 of 10 replicas"]),
            ("revoke-session: { pick: 0% }", ["39: pick: 0% is nobody"]),
            ("redeem-burst: { codes: 5 }", ["15: redeem-burst has no 'redeemers'"]),
            ("redeem-burst: { redeemers: 5 }", ["15: redeem-burst has no 'codes'"]),
            ("redeem-burst: { codes: 100001, redeemers: 1 }", ["38: codes is at most 100000, not 100001"]),
            ("redeem-burst: { codes: 5, redeemers: 11 }", ["15: pick: 11 of 10 replicas"]),
            (
                "rotate-burst: { codes: 5, rotators: 1 }",
                [
                    "15: rotate-burst has no 'tokens'",
                    "31: unknown key 'codes' in rotate-burst; it has tokens, rotators, each, over",
                ]
            ),
            (
                "revoke-session: { pick: 1, confirm: 0 }",
                ["51: confirm is said of an operator; what replicas write is confirmed as the section 'tokens' says"]
            ),
        ] as [(String, [String])])
    func `a step with a fault`(step: String, lines: [String]) {
        let text = ScenarioText.with(steps: ["{ at: 1s, \(step) }"], more: [Self.section])
        #expect(ScenarioText.findings(text) == lines.map { "s.yaml:5:\($0)" })
    }

    @Test(arguments: [
        "revoke-session: {}", "revoke-user: {}", "redeem-burst: { codes: 1, redeemers: 1 }",
        "rotate-burst: { tokens: 1, rotators: 1 }",
    ])
    func `a step on tokens needs the section, and no Redis of our own`(step: String) {
        let alone = ScenarioText.with(steps: ["{ at: 1s, \(step) }"])
        let name = step.prefix { $0 != ":" }
        #expect(ScenarioText.findings(alone) == ["s.yaml:4:15: \(name): the scenario has no section 'tokens'"])
        let there = ScenarioText.with(steps: ["{ at: 1s, \(step) }"], more: [Self.section])
        #expect(ScenarioText.findings(there, isRedisExternal: true) == [])
    }

    @Test(arguments: [
        "tokens.issued", "tokens.double-redemptions", "tokens.stale-reads", "tokens.lost-writes",
        "tokens.ttl-violations",
    ])
    func `an expectation on tokens needs the section`(name: String) {
        let text = ScenarioText.with(expect: ["\(name): \"== 0\""])
        #expect(
            ScenarioText.findings(text) == [
                "s.yaml:4:3: nothing in this scenario measures \(name): it has no section 'tokens'"
            ])
        #expect(ScenarioText.findings(ScenarioText.with(expect: ["\(name): \"== 0\""], more: [Self.section])) == [])
    }

    @Test(arguments: [("{ for: 5s }", 6_600), ("{}", 1_600)])
    func `a run lasts as long as its tokens are to be used`(section: String, milliseconds: Int) throws {
        let plan = try ScenarioText.plan(ScenarioText.with(more: ["tokens: \(section)"]))
        #expect(plan.runLength == UInt64(milliseconds) * 1_000_000)
    }

    @Test(arguments: [("{ access-ttl: 1s }", UInt64(1_000_000_000)), ("{ access-ttl: 10m }", nil)])
    func `only tokens that end within the run are waited for`(section: String, rest: UInt64?) throws {
        #expect(try ScenarioText.plan(ScenarioText.with(more: ["tokens: \(section)"])).accessTokenRest == rest)
    }
}
