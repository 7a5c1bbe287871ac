import Testing

@testable import Scenario

/// What the environments of a plan allow: which there are, and what they hold, when a step wants it.
@Suite struct EnvironmentRuleTests {
    private static let usual = "{ list: [{ name: a, additional-sdk-keys: 1 }, { name: b, mobile-key: false }] }"

    /// Steps of one second each, from 1 s on, the first in line 5.
    private static func findings(_ steps: [String], _ section: String = usual) -> [String] {
        let timed = steps.enumerated().map { "{ at: \($0.offset + 1)s, \($0.element) }" }
        return ScenarioText.findings(ScenarioText.with(steps: timed, more: ["environments: \(section)"]))
    }

    @Test(
        arguments: [
            ["rotate-mobile-key: { environment: a }"], ["rotate-mobile-key: { environment: all }"],
            ["rotate-mobile-key: { environment: b, to: first }", "rotate-mobile-key: { environment: b, grace: 1s }"],
            ["add-environment: { name: c }", "rotate-sdk-key: { environment: c }"],
            ["remove-environment: { environment: a }", "add-environment: { name: a }"],
            ["promote-additional: { environment: a }"], ["promote-additional: {}"],
            ["set-additional-keys: { environment: b, active: 1 }", "promote-additional: { environment: b }"],
            [
                "set-additional-keys: { environment: b, ending: { count: 1, after: 1500ms } }",
                "promote-additional: { environment: b, which: ending }",
            ],
            ["rotate-sdk-key: { environment: a, grace: 1s, predecessor: additional }"],
            ["rotate-sdk-key: { environment: a, grace: 1500ms }", "rotate-back: { environment: a }"],
            ["add-environment: { name: c, predecessor: 1500ms }", "rotate-back: { environment: c, kind: mobile }"],
            ["rotate-sdk-key: { environment: a }", "rotate-back: { environment: a, which: revoked }"],
            ["rotate-sdk-key: { environment: b, grace: past }", "stale-notice: { environment: b }"],
            ["self-rotation: { environment: b, grace: 1s }", "stale-notice: { environment: b }"],
            [
                "rotate-sdk-key: { environment: b, grace: 2s }",
                "set-additional-keys: { environment: b, also: { key: predecessor } }",
            ],
            ["rotate-sdk-key: { environment: a }", "replay-document: { environment: a }"],
            ["add-environment: { name: c, offline: true }", "upstream: { drop-connections: {} }"],
            ["environment-storm: { rate: 1, for: 1s, grace: 1s }", "rotate-back: { environment: b }"],
            ["environment-storm: { rate: 1, for: 1s, grace: 1s }", "promote-additional: { environment: b }"],
            ["together: [{ rotate-sdk-key: { environment: a, grace: 1s } }, { rotate-back: { environment: a } }]"],
        ])
    func `a step finds what it needs`(steps: [String]) {
        #expect(Self.findings(steps) == [])
    }

    @Test(
        arguments: [
            (
                ["rotate-sdk-key: { environment: web }"],
                "5:46: rotate-sdk-key: there is no environment 'web', only a, b"
            ),
            (
                ["remove-environment: { environment: a }", "close-environment: { environment: a }"],
                "6:49: close-environment: the environment 'a' was removed before"
            ),
            (
                ["rotate-sdk-key: { environment: c }", "add-environment: { name: c }"],
                "5:46: rotate-sdk-key: the environment 'c' comes later"
            ),
            (["add-environment: { name: a }"], "5:40: add-environment: there is an environment 'a' already"),
            (
                ["rotate-mobile-key: { environment: b }"],
                "5:49: rotate-mobile-key: 'b' has no mobile key; to: first gives it one"
            ),
            (
                ["rotate-mobile-key: { environment: a, to: first }"],
                "5:56: rotate-mobile-key: 'a' has a mobile key already"
            ),
            (
                ["rotate-sdk-key: { environment: b, grace: 1s, predecessor: additional }"],
                "5:73: rotate-sdk-key: 'b' has no additional SDK key"
            ),
            (
                ["set-additional-keys: { environment: b, kind: mobile, active: 1 }"],
                "5:60: set-additional-keys: 'b' has no mobile key"
            ),
            (
                ["set-additional-keys: { environment: b, also: { key: predecessor } }"],
                "5:60: set-additional-keys: 'b' has no SDK key in its grace at that time"
            ),
            (
                ["promote-additional: { environment: b }"],
                "5:50: promote-additional: 'b' has no additional SDK key without an end"
            ),
            (
                ["promote-additional: { environment: a }", "promote-additional: { environment: a }"],
                "6:50: promote-additional: 'a' has no additional SDK key without an end"
            ),
            (
                [
                    "set-additional-keys: { environment: b, ending: { count: 1, after: 1s } }",
                    "promote-additional: { environment: b, which: ending }",
                ],
                "6:60: promote-additional: 'b' has no additional SDK key with an end to come"
            ),
            (
                ["rotate-sdk-key: { environment: a, grace: 1s }", "rotate-back: { environment: a }"],
                "6:43: rotate-back: 'a' has no SDK key in its grace at that time"
            ),
            (["rotate-back: {}"], "5:15: rotate-back: every environment has no SDK key in its grace at that time"),
            (["rotate-back: { environment: a, which: revoked }"], "5:53: rotate-back: 'a' has no former SDK key"),
            (
                ["rotate-sdk-key: { environment: a }", "stale-notice: { environment: a }"],
                "6:44: stale-notice: 'a' has no notice of a SDK key that could be repeated"
            ),
            (
                ["self-rotation: { environment: b, kind: mobile, grace: 1s }"],
                "5:54: self-rotation: 'b' has no mobile key"
            ),
            (
                ["replay-document: { environment: a }"],
                "5:15: replay-document: 'a' has no document of 1 before the one that stands"
            ),
            (
                ["rotate-sdk-key: { environment: a }", "replay-document: { environment: a, back: 2 }"],
                "6:56: replay-document: 'a' has no document of 2 before the one that stands"
            ),
            (
                [
                    "add-environment: { name: dark, offline: true }",
                    "upstream: { drop-connections: { environment: dark } }",
                ],
                "6:60: upstream: 'dark' is offline: it has no upstream"
            ),
            (
                ["upstream: { drop-connections: { environment: a, keys: predecessor } }"],
                "5:69: upstream: 'a' has no SDK key in its grace at that time"
            ),
        ] as [([String], String)])
    func `a step that does not`(steps: [String], line: String) {
        #expect(Self.findings(steps) == ["s.yaml:\(line)"])
    }

    @Test func `without any environment nothing can be said of all of them`() {
        #expect(
            Self.findings(["rotate-sdk-key: {}", "environment-storm: { rate: 1, for: 1s, grace: 1s }"], "{}") == [
                "s.yaml:5:15: rotate-sdk-key: there is no environment at that time",
                "s.yaml:6:15: environment-storm: there is no environment at that time",
            ])
        #expect(
            Self.findings(["rotate-sdk-key: { environment: a }"], "{}") == [
                "s.yaml:5:46: rotate-sdk-key: there is no environment 'a', nor any other"
            ])
    }

    @Test func `all environments offline have no upstream`() {
        let found = Self.findings(
            ["upstream: { hold-starts: { for: 1s } }"], "{ list: [{ name: a, offline: true }] }")
        #expect(found == ["s.yaml:5:15: upstream: every environment is offline: it has no upstream"])
    }

    @Test(arguments: [
        ("sdk-key.convergence.max: \"< 1s\"", "it has no step that changes a sdk-key"),
        ("mobile-key.revocation-lag.max: \"< 1s\"", "it has no step that ends a mobile-key"),
        ("environment-id.convergence.max: \"< 1s\"", "it has no step that changes a environment-id"),
        ("environment.removal-lag.p99: \"< 1s\"", "none of its environments loses a credential"),
    ])
    func `an expectation on what the steps never do`(line: String, reason: String) {
        let name = line.prefix { $0 != ":" }
        let text = ScenarioText.with(
            steps: ["{ at: 1s, upstream: { drop-connections: {} } }"], expect: [line],
            more: ["environments: { count: 1 }"])
        #expect(ScenarioText.findings(text) == ["s.yaml:7:3: nothing in this scenario measures \(name): \(reason)"])
    }

    @Test(arguments: [
        ("rotate-sdk-key: { environment: a, grace: 1s }", ["sdk-key.convergence.max", "sdk-key.revocation-lag.max"]),
        (
            "remove-environment: { environment: a }",
            ["environment-id.revocation-lag.max", "environment.removal-lag.max"]
        ),
        ("add-environment: { name: c }", ["environment-id.convergence.max", "mobile-key.convergence.max"]),
        ("environment-storm: { rate: 1, for: 1s, grace: 1s }", ["mobile-key.revocation-lag.max"]),
    ])
    func `an expectation on what they do`(step: String, names: [String]) throws {
        let text = ScenarioText.with(
            steps: ["{ at: 1s, \(step) }"], expect: names.map { "\($0): \"< 1s\"" },
            more: ["environments: \(Self.usual)"])
        #expect(try ScenarioText.plan(text).expectations.map(\.metric) == names)
    }

    @Test(arguments: [
        "leaked.upstream-clients", "environment.duplicate-clients", "environment.duplicate-deliveries",
        "environment.skipped-documents", "environment.status-mismatches",
    ])
    func `a count of environments needs the section, and nothing else`(name: String) throws {
        let without = ScenarioText.with(expect: ["\(name): \"== 0\""])
        let reason = "it has no section 'environments'"
        #expect(ScenarioText.findings(without) == ["s.yaml:4:3: nothing in this scenario measures \(name): \(reason)"])
        let with = ScenarioText.with(expect: ["\(name): \"== 0\""], more: ["environments: {}"])
        #expect(try ScenarioText.plan(with).expectations.map(\.metric) == [name])
    }

    @Test func `a plan says how many environments, keys and documents it comes to`() throws {
        let steps = [
            "{ at: 1s, rotate-sdk-key: {} }", "{ at: 2s, set-additional-keys: { environment: a, active: 3 } }",
            "{ at: 3s, add-environment: { name: c, offline: true, predecessor: 1s } }",
            "{ at: 4s, environment-storm: { rate: 5, for: 2s, grace: 1s } }",
            "{ at: 7s, remove-environment: { environment: a } }",
        ]
        let plan = try ScenarioText.plan(ScenarioText.with(steps: steps, more: ["environments: \(Self.usual)"]))
        #expect(plan.mostEnvironments == 3)
        #expect(plan.offlineEnvironments == ["c"])
        #expect(plan.mostEnvironmentCredentials == 6 + 3 + 3 + 5 + 20)
        #expect(plan.mostDocuments == 2 + 3 + 1 + 1 + 10 + 1)
    }
}
