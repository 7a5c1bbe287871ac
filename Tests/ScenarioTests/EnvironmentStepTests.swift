import Testing

@testable import Scenario

/// The steps on environments: what is read, and what is refused where.
@Suite struct EnvironmentStepTests {
    private static let section =
        "environments: { list: [{ name: a, additional-sdk-keys: 1 }, { name: b, mobile-key: false }, "
        + "{ name: dark, offline: true }] }"
    private static let second: UInt64 = 1_000_000_000

    private static var late: EnvironmentPlan {
        var plan = EnvironmentPlan(name: "late")
        (plan.isOffline, plan.additionalMobileKeys) = (true, 2)
        return plan
    }

    @Test(
        arguments: [
            (
                "add-environment: { name: late, offline: true, additional-mobile-keys: 2, predecessor: 1s, "
                    + "ending: { count: 3, after: 2s }, by: 2 }",
                StepAction.addEnvironment(
                    AddEnvironment(
                        environment: late, predecessor: second,
                        ending: EndingAdditionalKeys(count: 3, after: 2 * second),
                        writing: DocumentWriting(by: .second)))
            ),
            ("remove-environment: { environment: a }", .removeEnvironment(RemoveEnvironment(target: .named("a")))),
            ("remove-environment: { environment: all }", .removeEnvironment(RemoveEnvironment(target: .all))),
            ("rotate-sdk-key: {}", .rotateSDKKey(RotateEnvironmentKey(kind: .sdk))),
            (
                "rotate-sdk-key: { environment: a, grace: 2s, predecessor: additional, by: 2 }",
                .rotateSDKKey(
                    RotateEnvironmentKey(
                        kind: .sdk, target: .named("a"), grace: .lasting(2 * second), predecessor: .additional,
                        writing: DocumentWriting(by: .second)))
            ),
            ("rotate-sdk-key: { grace: none }", .rotateSDKKey(RotateEnvironmentKey(kind: .sdk, grace: .none))),
            ("rotate-sdk-key: { grace: 0s }", .rotateSDKKey(RotateEnvironmentKey(kind: .sdk, grace: .none))),
            (
                "rotate-mobile-key: { environment: all, grace: past, to: fresh }",
                .rotateMobileKey(RotateEnvironmentKey(kind: .mobile, grace: .past))
            ),
            (
                "rotate-mobile-key: { environment: b, to: first }",
                .rotateMobileKey(RotateEnvironmentKey(kind: .mobile, target: .named("b"), new: .first))
            ),
            ("set-additional-keys: {}", .setAdditionalKeys(SetAdditionalKeys())),
            (
                "set-additional-keys: { environment: a, kind: mobile, active: 2, ending: { count: 1, after: 1s }, "
                    + "also: { key: primary, after: 2s } }",
                .setAdditionalKeys(
                    SetAdditionalKeys(
                        kind: .mobile, target: .named("a"), active: 2,
                        ending: EndingAdditionalKeys(count: 1, after: second), also: .primary,
                        alsoAfter: 2 * second))
            ),
            (
                "promote-additional: { environment: a, grace: 1s }",
                .promoteAdditional(PromoteAdditional(target: .named("a"), grace: .lasting(second)))
            ),
            (
                "self-rotation: { grace: 1s, swap: true, kind: mobile }",
                .selfRotation(SelfRotation(kind: .mobile, grace: second, swaps: true))
            ),
            (
                "conflicting-document: { environment: b, wins: false }",
                .conflictingDocument(ConflictingDocument(target: .named("b"), wins: false))
            ),
            (
                "upstream: { hold-starts: { environment: a, pick: 3, for: 1s } }",
                .upstream(UpstreamTrouble(kind: .holdStarts(second), pick: .count(3), target: .named("a")))
            ),
            ("upstream: { fail-starts: { for: 1s } }", .upstream(UpstreamTrouble(kind: .failStarts(second)))),
            (
                "upstream: { refuse-starts: { pick: 10%, for: 1s } }",
                .upstream(UpstreamTrouble(kind: .refuseStarts(second), pick: .percent(10)))
            ),
            ("upstream: { drop-connections: }", .upstream(UpstreamTrouble(kind: .dropConnections))),
            (
                "upstream: { drop-connections: { pick: [1, 2] } }",
                .upstream(UpstreamTrouble(kind: .dropConnections, pick: .replicas([1, 2])))
            ),
            ("close-environment: {}", .closeEnvironment(CloseEnvironment())),
            (
                "close-environment: { environment: dark, pick: 2 }",
                .closeEnvironment(CloseEnvironment(pick: .count(2), target: .named("dark")))
            ),
            (
                "environment-storm: { rate: 10, for: 2s, grace: 500ms }",
                .environmentStorm(EnvironmentStorm(rate: 10, duration: 2 * second, grace: second / 2))
            ),
            (
                "await: { converged: environments, within: 2s }",
                .awaitConverged(AwaitConverged(kind: "environments", within: 2 * second))
            ),
        ] as [(String, StepAction)])
    func `a step is read with its defaults`(step: String, action: StepAction) throws {
        #expect(try ScenarioText.action("{ at: 1s, \(step) }", more: [Self.section]) == action)
    }

    @Test(arguments: [
        (
            "rotate-back: { environment: a, grace: 1s }",
            StepAction.rotateBack(RotateBack(target: .named("a"), grace: .lasting(second)))
        ),
        ("rotate-back: { which: revoked }", .rotateBack(RotateBack(which: .revoked))),
        ("stale-notice: {}", .staleNotice(StaleNotice())),
        ("replay-document: {}", .replayDocument(ReplayDocument())),
        (
            "replay-document: { back: 1, say: false, plant: true }",
            .replayDocument(ReplayDocument(back: 1, says: false, plants: true))
        ),
    ])
    func `a step that needs a document before it is read after one`(step: String, action: StepAction) throws {
        let steps = ["{ at: 1s, rotate-sdk-key: { environment: a, grace: 5s } }", "{ at: 2s, \(step) }"]
        let plan = try ScenarioText.plan(ScenarioText.with(steps: steps, more: [Self.section]))
        #expect(plan.steps.last?.action == action)
    }

    @Test(arguments: [
        (
            "rotate-sdk-key: { confirm: all }",
            StepAction.rotateSDKKey(RotateEnvironmentKey(kind: .sdk, writing: DocumentWriting(confirm: 2)))
        ),
        (
            "set-additional-keys: { confirm: 1 }",
            .setAdditionalKeys(SetAdditionalKeys(writing: DocumentWriting(confirm: 1)))
        ),
    ])
    func `an operator can ask Redis replicas to confirm`(step: String, action: StepAction) throws {
        let more = [Self.section, FailoverStepTests.sentinel]
        #expect(try ScenarioText.action("{ at: 1s, \(step) }", more: more) == action)
    }

    @Test(
        arguments: [
            ("add-environment: {}", ["15: add-environment has no 'name'"]),
            ("add-environment: { name: c, predecessor: 0s }", ["56: predecessor is more than nothing"]),
            ("add-environment: { name: c, ending: { count: 1 } }", ["51: ending has no 'after'"]),
            ("remove-environment: {}", ["15: remove-environment has no 'environment'"]),
            (
                "rotate-sdk-key: { environment: a, grace: soon }",
                ["56: grace: 'soon' is no duration, such as 500ms or 1.5s"]
            ),
            ("rotate-sdk-key: { grace: -1s }", ["40: grace: the duration -1s is negative"]),
            (
                "rotate-mobile-key: { environment: b, to: first, grace: 1s }",
                ["70: to: first has no key before it that a grace could keep"]
            ),
            (
                "rotate-sdk-key: { environment: a, predecessor: additional }",
                ["62: predecessor: additional is said in a notice, and without a grace there is none"]
            ),
            ("rotate-sdk-key: { to: previous }", ["37: to is one of fresh, first, not 'previous'"]),
            ("rotate-sdk-key: { by: 3 }", ["37: by is at most 2, not 3"]),
            (
                "rotate-sdk-key: { confirm: 1 }",
                ["42: confirm: 1 asks more Redis replicas than the topology has (0)"]
            ),
            ("set-additional-keys: { active: 251 }", ["46: active is at most 250, not 251"]),
            ("set-additional-keys: { kind: web }", ["44: kind is one of sdk, mobile, not 'web'"]),
            ("set-additional-keys: { ending: { count: 0, after: 1s } }", ["55: count is at least 1, not 0"]),
            ("set-additional-keys: { also: { after: 1s } }", ["44: also has no 'key'"]),
            ("set-additional-keys: { also: { key: primary, after: 0s } }", ["67: after is more than nothing"]),
            ("promote-additional: { which: any }", ["44: which is one of active, ending, not 'any'"]),
            ("self-rotation: {}", ["15: self-rotation has no 'grace'"]),
            (
                "replay-document: { say: false }",
                ["39: say: a document that is neither said nor planted does not come again"]
            ),
            ("replay-document: { back: 0 }", ["40: back is at least 1, not 0"]),
            ("conflicting-document: { wins: maybe }", ["45: wins is true or false, not 'maybe'"]),
            (
                "upstream: {}",
                [
                    "15: upstream does nothing: it has none of hold-starts, fail-starts, refuse-starts, "
                        + "drop-connections"
                ]
            ),
            (
                "upstream: { hold-starts: { for: 1s }, drop-connections: {} }",
                ["71: upstream does one thing; for several at once there is 'together'"]
            ),
            ("upstream: { hold-starts: {} }", ["40: hold-starts has no 'for'"]),
            (
                "upstream: { drop-connections: { for: 1s } }",
                ["47: unknown key 'for' in drop-connections; it has environment, pick"]
            ),
            ("upstream: { fail-starts: { pick: 0%, for: 1s } }", ["48: pick: 0% is nobody"]),
            ("upstream: { fail-starts: { pick: 11, for: 1s } }", ["48: pick: 11 of 10 replicas"]),
            ("close-environment: { pick: 0% }", ["42: pick: 0% is nobody"]),
            ("close-environment: { pick: [11] }", ["42: pick: there is no replica 11, only 1 to 10"]),
            (
                "environment-storm: {}",
                [
                    "15: environment-storm has no 'rate'", "15: environment-storm has no 'grace'",
                    "15: environment-storm has no 'for'",
                ]
            ),
            (
                "environment-storm: { rate: 101, for: 1s, grace: 1s }", ["42: rate is at most 100, not 101"]
            ),
        ] as [(String, [String])])
    func `a step with a fault`(step: String, lines: [String]) {
        let text = ScenarioText.with(steps: ["{ at: 1s, \(step) }"], more: [Self.section])
        #expect(ScenarioText.findings(text) == lines.map { "s.yaml:5:\($0)" })
    }

    @Test(arguments: [
        "add-environment: { name: c }", "remove-environment: { environment: a }", "rotate-sdk-key: {}",
        "rotate-mobile-key: {}", "set-additional-keys: {}", "promote-additional: {}", "rotate-back: {}",
        "stale-notice: {}", "self-rotation: { grace: 1s }", "replay-document: {}", "conflicting-document: {}",
        "upstream: { drop-connections: {} }", "close-environment: {}",
        "environment-storm: { rate: 1, for: 1s, grace: 1s }",
    ])
    func `a step on environments needs the section`(step: String) {
        let name = step.prefix { $0 != ":" }
        let reason = "\(name): the scenario has no section 'environments'"
        let alone = ScenarioText.with(steps: ["{ at: 1s, \(step) }"])
        #expect(ScenarioText.findings(alone) == ["s.yaml:4:15: \(reason)"])
        let together = ScenarioText.with(steps: ["{ at: 1s, together: [{ \(step) }] }"])
        #expect(ScenarioText.findings(together) == ["s.yaml:4:28: \(reason)"])
    }

    @Test(arguments: ["environments", "sdk-key", "mobile-key", "environment-id"])
    func `an await for environments needs the section`(kind: String) throws {
        let step = "{ at: 1s, await: { converged: \(kind), within: 1s } }"
        let what = kind == "environments" ? "has environments" : "has a \(kind)"
        let reason = "nothing in this scenario \(what): it has no section 'environments'"
        #expect(ScenarioText.findings(ScenarioText.with(steps: [step])) == ["s.yaml:4:35: \(reason)"])
        let action = try ScenarioText.action(step, more: ["environments: {}"])
        guard case .awaitConverged(let wait) = action else {
            Issue.record("\(action)")
            return
        }
        #expect(wait.isOnEnvironments)
    }
}
