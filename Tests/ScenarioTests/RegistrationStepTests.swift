import Testing

@testable import Scenario

@Suite struct RegistrationStepTests {
    private static let section = ["registrations: { upstreams: [idp, crm] }"]

    private static func fault(
        _ kind: AuthorizationServerFault.Kind, on endpoints: Set<AuthorizationServerFault.Endpoint> = [.register],
        upstream: String? = nil, times: UInt32? = nil
    ) -> StepAction {
        .authorizationServerFault(
            AuthorizationServerFault(
                kind: kind, endpoints: endpoints, upstream: upstream, times: times, duration: 2_000_000_000))
    }

    private static func kill(
        _ stage: KillLeaseHolder.Stage, _ upstream: String? = nil, within: UInt64 = 5_000_000_000,
        restartAfter: UInt64? = nil
    ) -> StepAction {
        .killLeaseHolder(
            KillLeaseHolder(stage: stage, upstream: upstream, within: within, restartAfter: restartAfter))
    }

    @Test(arguments: [
        ("cold-start: {}", StepAction.coldStart(ColdStart(pick: .percent(100)))),
        ("cold-start:", .coldStart(ColdStart(pick: .percent(100)))),
        ("cold-start: { pick: 1 }", .coldStart(ColdStart(pick: .count(1)))),
        ("expire-registrations: {}", .expireRegistrations(ExpireRegistrations(upstream: nil))),
        ("expire-registrations: { upstream: crm }", .expireRegistrations(ExpireRegistrations(upstream: "crm"))),
        ("delete-registration: {}", .deleteRegistration(DeleteRegistration(upstream: nil))),
        ("delete-registration: { upstream: idp }", .deleteRegistration(DeleteRegistration(upstream: "idp"))),
        ("use-registrations: {}", .useRegistrations(UseRegistrations())),
        (
            "use-registrations: { pick: [2, r3], upstream: idp }",
            .useRegistrations(UseRegistrations(pick: .replicas([2, 3]), upstream: "idp"))
        ),
        ("kill-lease-holder: { at: claimed }", kill(.claimed)),
        ("kill-lease-holder: { at: discovering, upstream: crm }", kill(.discovering, "crm")),
        ("kill-lease-holder: { at: registering, within: 1s }", kill(.registering, within: 1_000_000_000)),
        ("kill-lease-holder: { at: answered, restart-after: 0s }", kill(.answered, restartAfter: 0)),
        ("kill-lease-holder: { at: stored }", kill(.stored)),
        ("as-fault: { kind: slow, by: 200ms, for: 2s }", fault(.slow(by: 200_000_000))),
        (
            "as-fault: { kind: status, on: [register, token], for: 2s }",
            fault(.status(503, retryAfter: 0), on: [.register, .token])
        ),
        (
            "as-fault: { kind: status, status: 429, retry-after: 3s, times: 4, for: 2s }",
            fault(.status(429, retryAfter: 3), times: 4)
        ),
        ("as-fault: { kind: echo-secrets, for: 2s }", fault(.echoSecrets(401))),
        ("as-fault: { kind: echo-secrets, status: 400, for: 2s }", fault(.echoSecrets(400))),
        (
            "as-fault: { kind: lose-answer, upstream: crm, times: 1, for: 2s }",
            fault(.loseAnswer, upstream: "crm", times: 1)
        ),
        ("as-fault: { kind: hang, on: delete, for: 2s }", fault(.hang, on: [.delete])),
        ("as-fault: { kind: reset, on: [discovery], for: 2s }", fault(.reset, on: [.discovery])),
        ("as-fault: { kind: oversized, for: 2s }", fault(.oversized(bytes: 2 << 20))),
        ("as-fault: { kind: oversized, bytes: 9, for: 2s }", fault(.oversized(bytes: 9))),
        ("as-fault: { kind: drip, for: 2s }", fault(.drip(bytes: 1, pause: 100_000_000))),
        ("as-fault: { kind: drip, bytes: 3, pause: 1ms, for: 2s }", fault(.drip(bytes: 3, pause: 1_000_000))),
        ("as-fault: { kind: wrong-issuer, for: 2s }", fault(.wrongIssuer, on: [.discovery])),
        ("as-fault: { kind: redirect, for: 2s }", fault(.redirect)),
        ("as-fault: { kind: not-json, for: 2s }", fault(.notJSON)),
        ("as-fault: { kind: no-client, for: 2s }", fault(.noClient)),
        (
            "await: { converged: registration, within: 2s }",
            .awaitConverged(AwaitConverged(kind: "registration", within: 2_000_000_000))
        ),
    ])
    func `a step is read with its defaults`(step: String, action: StepAction) throws {
        #expect(try ScenarioText.action("{ at: 1s, \(step) }", more: Self.section) == action)
    }

    @Test(
        arguments: [
            ("cold-start: { pick: 0% }", ["5:35: pick: 0% is nobody"]),
            ("cold-start: { pick: 11 }", ["5:35: pick: 11 of 10 replicas"]),
            ("cold-start: { for: 1s }", ["5:29: unknown key 'for' in cold-start; it has pick"]),
            ("use-registrations: { pick: [r11] }", ["5:42: pick: there is no replica 11, only 1 to 10"]),
            (
                "use-registrations: { upstream: idq }",
                ["5:46: upstream: there is no 'idq', only idp, crm, did you mean 'idp'?"]
            ),
            (
                "expire-registrations: { upstream: other }",
                ["5:49: upstream: there is no 'other', only idp, crm"]
            ),
            ("delete-registration: { upstream: [idp] }", ["5:48: upstream is a text, not a list"]),
            ("kill-lease-holder: {}", ["5:15: kill-lease-holder has no 'at'"]),
            (
                "kill-lease-holder: { at: claimd }",
                [
                    "5:40: at is one of claimed, discovering, registering, answered, stored, not 'claimd', "
                        + "did you mean 'claimed'?"
                ]
            ),
            ("kill-lease-holder: { at: stored, within: 0s }", ["5:56: within is more than nothing"]),
            ("as-fault: {}", ["5:15: as-fault has no 'kind'", "5:15: as-fault has no 'for'"]),
            ("as-fault: { kind: slow, for: 1s }", ["5:15: as-fault has no 'by'"]),
            ("as-fault: { kind: slow, by: 0s, for: 1s }", ["5:43: by is more than nothing"]),
            ("as-fault: { kind: hang, for: 0s }", ["5:44: for is more than nothing"]),
            ("as-fault: { kind: hang, times: 0, for: 1s }", ["5:46: times is at least 1, not 0"]),
            ("as-fault: { kind: hang, by: 1s, for: 1s }", ["5:43: by says nothing about kind: hang"]),
            (
                "as-fault: { kind: drip, status: 500, retry-after: 1s, for: 1s }",
                ["5:47: status says nothing about kind: drip", "5:65: retry-after says nothing about kind: drip"]
            ),
            ("as-fault: { kind: status, status: 200, for: 1s }", ["5:49: status is at least 300, not 200"]),
            ("as-fault: { kind: status, status: 600, for: 1s }", ["5:49: status is at most 599, not 600"]),
            (
                "as-fault: { kind: status, retry-after: 1500ms, for: 1s }",
                ["5:54: retry-after is whole seconds, not 1500ms"]
            ),
            ("as-fault: { kind: oversized, bytes: 0, for: 1s }", ["5:51: bytes is at least 1, not 0"]),
            (
                "as-fault: { kind: oversized, bytes: 67108865, for: 1s }",
                ["5:51: bytes is at most 67108864, not 67108865"]
            ),
            ("as-fault: { kind: drip, pause: 0s, for: 1s }", ["5:46: pause is more than nothing"]),
            ("as-fault: { kind: hang, on: [], for: 1s }", ["5:43: on: the list names no endpoint"]),
            (
                "as-fault: { kind: hang, on: [register, read], for: 1s }",
                ["5:54: on is one of discovery, register, delete, token, not 'read'"]
            ),
            (
                "as-fault: { kind: wrong-issuer, on: register, for: 1s }",
                ["5:51: on: only the document of discovery names an issuer"]
            ),
            (
                "as-fault: { kind: hangs, for: 1s }",
                [
                    "5:33: kind is one of slow, status, echo-secrets, lose-answer, hang, reset, oversized, drip, "
                        + "wrong-issuer, redirect, not-json, no-client, not 'hangs', did you mean 'hang'?"
                ]
            ),
        ] as [(String, [String])])
    func `a step with a fault`(step: String, lines: [String]) {
        let text = ScenarioText.with(steps: ["{ at: 1s, \(step) }"], more: Self.section)
        #expect(ScenarioText.findings(text) == lines.map { "s.yaml:\($0)" })
    }

    @Test(arguments: [
        "cold-start: {}", "expire-registrations: {}", "delete-registration: {}", "use-registrations: {}",
        "kill-lease-holder: { at: claimed }", "as-fault: { kind: hang, for: 1s }",
        "use-registrations: { upstream: idp }",
    ])
    func `a step on registrations needs their section`(step: String) {
        let name = step.prefix { $0 != ":" }
        #expect(
            ScenarioText.findings(ScenarioText.with(steps: ["{ at: 1s, \(step) }"])) == [
                "s.yaml:4:15: \(name): the scenario has no section 'registrations'"
            ])
    }

    @Test func `nobody waits for registrations without their section`() {
        let step = "{ at: 1s, await: { converged: registration, within: 1s } }"
        #expect(
            ScenarioText.findings(ScenarioText.with(steps: [step])) == [
                "s.yaml:4:35: nothing in this scenario has a registration: it has no section 'registrations'"
            ])
    }

    @Test func `the last writer takes no lease that a step could wait for`() {
        let text = ScenarioText.with(
            steps: ["{ at: 1s, together: [{ cold-start: {} }, { kill-lease-holder: { at: claimed } }] }"],
            more: ["registrations: { count: 1, claim: last-writer }"])
        #expect(
            ScenarioText.findings(text) == [
                "s.yaml:5:48: kill-lease-holder: with claim: last-writer nobody holds a lease"
            ])
    }

    @Test func `no step is blamed for names that cannot be read`() {
        let text = ScenarioText.with(
            steps: ["{ at: 1s, use-registrations: { upstream: idp } }"], more: ["registrations: { upstreams: 7 }"])
        #expect(ScenarioText.findings(text) == ["s.yaml:3:29: upstreams is a list of names, not '7'"])
    }

    @Test(arguments: ["cold-start: {}", "use-registrations: {}", "kill-lease-holder: { at: stored }"])
    func `a redis of somebody else can carry them`(step: String) {
        let text = ScenarioText.with(steps: ["{ at: 1s, \(step) }"], more: Self.section)
        #expect(ScenarioText.findings(text, isRedisExternal: true) == [])
    }

    @Test(arguments: [
        (StepAction.coldStart(ColdStart()), [StepFault.fleetStartedCold], 0),
        (.expireRegistrations(ExpireRegistrations()), [.registrationsExpired], 0),
        (.deleteRegistration(DeleteRegistration()), [.registrationDeleted], 0),
        (.useRegistrations(UseRegistrations()), [], 0),
        (fault(.hang), [.serverMisbehaved], 2_000_000_000),
        (kill(.stored), [.leaseHolderKilled], 0),
        (kill(.claimed, restartAfter: 7), [.leaseHolderKilled], 7),
    ])
    func `a step says which faults it injects and how long it lasts`(
        action: StepAction, faults: [StepFault], duration: Int
    ) {
        #expect(action.faults == faults)
        #expect(action.planDuration == UInt64(duration))
        #expect(action.needs == [.registrations])
    }
}

@Suite struct RegistrationExpectationTests {
    @Test(arguments: [
        "registrations.per-key.max: \"== 1\"", "leaked.registrations: \"== 0\"",
        "leaked.registrations.unavoidable: \"<= 1\"", "registration.convergence.max: \"< 1s\"",
        "registration.resolve.p99: \"< 1s\"", "registration.expired-uses: \"== 0\"",
        "registrations.made.max: \"== 1\"", "registrations.pending: \"== 0\"",
    ])
    func `a fleet that registers is measured, whatever the steps do`(expectation: String) {
        #expect(
            ScenarioText.findings(
                ScenarioText.with(expect: [expectation], more: ["registrations: { count: 1 }"])) == [])
        let name = expectation.prefix { $0 != ":" }
        #expect(
            ScenarioText.findings(ScenarioText.with(expect: [expectation])) == [
                "s.yaml:4:3: nothing in this scenario measures \(name): it has no section 'registrations'"
            ])
    }

    @Test(arguments: [
        ("registration.uses: \"== 1\"", "use-registrations: {}"),
        ("registration.resolve.alone.p50: \"< 1s\"", "cold-start: { pick: 1 }"),
        ("registration.resolve.over-alone: \"< 3.5\"", "cold-start: { pick: 1 }"),
        ("registration.takeover.max: \"< 600ms\"", "kill-lease-holder: { at: claimed }"),
    ])
    func `what a step shows is measured where there is one`(expectation: String, step: String) {
        let section = "registrations: { count: 1 }"
        #expect(
            ScenarioText.findings(
                ScenarioText.with(steps: ["{ at: 1s, \(step) }"], expect: [expectation], more: [section])) == [])
        let (name, kind) = (expectation.prefix { $0 != ":" }, step.prefix { $0 != ":" })
        #expect(
            ScenarioText.findings(ScenarioText.with(expect: [expectation], more: [section])) == [
                "s.yaml:5:3: nothing in this scenario measures \(name): it has no step \(kind)"
            ])
    }

    @Test func `a registration is not revoked`() {
        let text = ScenarioText.with(
            steps: ["{ at: 1s, expire-registrations: {} }"], expect: ["registration.revocation-lag.max: \"< 1s\""],
            more: ["registrations: { count: 1 }"])
        #expect(
            ScenarioText.findings(text) == [
                "s.yaml:7:3: nothing in this scenario measures registration.revocation-lag.max: "
                    + "a registration is replaced by another one, and not revoked"
            ])
    }
}
