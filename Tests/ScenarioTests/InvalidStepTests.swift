import Testing

@testable import Scenario

/// One step with one fault each; steps begin at line 4, column 5.
@Suite struct InvalidStepTests {
    @Test(arguments: [
        ("{ end-grace: {} }", "4:5: a step has no 'at'"),
        ("{ at: 1s }", "4:5: the step does nothing: it has only its time"),
        ("end-grace", "4:5: a step is a mapping, not 'end-grace', did you mean 'end-grace: {}'?"),
        ("[1]", "4:5: a step takes keys and values, not a list"),
        ("{ at: 1, end-grace: {} }", "4:11: at: the duration 1 has no unit (ns us ms s m h), did you mean '1ms'?"),
        ("{ at: -1s, end-grace: {} }", "4:11: at: the duration -1s is negative"),
        ("{ at: soon, end-grace: {} }", "4:11: at: 'soon' is no duration, such as 500ms or 1.5s"),
        ("{ at: 61m, end-grace: {} }", "4:16: end-grace has effects until 3660s; a run has at most 1h"),
        (
            "{ at: 1s, rotate-admin-kye: {} }",
            "4:15: unknown key 'rotate-admin-kye' in a step, did you mean 'rotate-admin-key'?"
        ),
        (
            "{ at: 1s, end-grace: {}, delete-slot: {} }",
            "4:30: one step does one thing; for several at once there is 'together'"
        ),
        ("{ at: 1s, end-grace: { now: true } }", "4:28: unknown key 'now' in end-grace; it has confirm, by"),
        (
            "{ at: 1s, rotate-admin-key: { grase: 1s } }",
            "4:35: unknown key 'grase' in rotate-admin-key, did you mean 'grace'?"
        ),
        ("{ at: 1s, rotate-admin-key: 5 }", "4:33: rotate-admin-key takes keys and values, not '5'"),
        ("{ at: 1s, rotate-admin-key: { to: older } }", "4:39: to is one of fresh, previous, not 'older'"),
        ("{ at: 1s, rotate-admin-key: { to: previous } }", "4:39: to: previous, but no key was replaced before"),
        (
            "{ at: 1s, rotate-admin-key: { confirm: 1 } }",
            "4:44: confirm: 1 asks more Redis replicas than the topology has (0)"
        ),
        (
            "{ at: 1s, rotate-admin-key: { grace: 1h } }",
            "4:15: rotate-admin-key has effects until 3601s; a run has at most 1h"
        ),
        ("{ at: 1s, kill-replica: {} }", "4:15: kill-replica has no 'pick'"),
        ("{ at: 1s, kill-replica: { pick: 0 } }", "4:37: pick is at least 1, not 0"),
        ("{ at: 1s, kill-replica: { pick: 11 } }", "4:37: pick: 11 of 10 replicas"),
        ("{ at: 1s, kill-replica: { pick: 101% } }", "4:37: pick: a share is a whole number from 0% to 100%, not 101%"),
        ("{ at: 1s, kill-replica: { pick: -1% } }", "4:37: pick: a share is a whole number from 0% to 100%, not -1%"),
        ("{ at: 1s, kill-replica: { pick: half } }", "4:37: pick is a whole number, not 'half'"),
        ("{ at: 1s, kill-replica: { pick: [] } }", "4:37: pick: the list names no replica"),
        ("{ at: 1s, kill-replica: { pick: [3, 11] } }", "4:37: pick: there is no replica 11, only 1 to 10"),
        ("{ at: 1s, kill-replica: { pick: [3, r3] } }", "4:41: pick names replica 3 twice"),
        (
            "{ at: 1s, kill-replica: { pick: [0] } }",
            "4:38: pick: '0' is no replica; they are called 1, 2, 3, … or r1, r2, r3, …"
        ),
        (
            "{ at: 1s, kill-replica: { pick: 1, admin-key: current } }",
            "4:51: admin-key says with which key it restarts, but kill-replica has no restart-after"
        ),
        ("{ at: 1s, freeze-replica: { pick: 1 } }", "4:15: freeze-replica has no 'for'"),
        (
            "{ at: 1s, freeze-replica: { pick: 1, for: 1s, restart-after: 1s } }",
            "4:51: unknown key 'restart-after' in freeze-replica; it has pick, for"
        ),
        ("{ at: 1s, add-replicas: {} }", "4:15: add-replicas has no 'count'"),
        ("{ at: 1s, add-replicas: { count: 19991 } }", "4:38: that makes 20001 replicas; the most is 20000"),
        ("{ at: 1s, stop-redis: { data: drop } }", "4:35: data is one of keep, lose, not 'drop'"),
        (
            "{ at: 1s, stop-redis: { node: replica } }",
            "4:35: a standalone topology has no node 'replica', only primary"
        ),
        (
            "{ at: 1s, freeze-redis: { node: primry, for: 1s } }",
            "4:37: a standalone topology has no node 'primry', only primary, did you mean 'primary'?"
        ),
        ("{ at: 1s, start-redis: {} }", "4:15: start-redis: no step before it stopped that Redis"),
        ("{ at: 1s, kill-redis: { for: 1s } }", "4:29: unknown key 'for' in kill-redis; it has node, restart-after"),
        ("{ at: 1s, corrupt-slot: {} }", "4:15: corrupt-slot has no 'with'"),
        (
            "{ at: 1s, corrupt-slot: { with: blnk } }",
            "4:37: with is one of empty, blank, padded, wrong-type, huge, poisoned-epoch, not 'blnk', "
                + "did you mean 'blank'?"
        ),
        ("{ at: 1s, skew-clock: { pick: 1 } }", "4:15: skew-clock needs 'by', 'drift' or both"),
        (
            "{ at: 1s, skew-clock: { pick: 1, by: -5 } }",
            "4:42: by: the duration 5 has no unit (ns us ms s m h), did you mean '5ms'?"
        ),
        (
            "{ at: 1s, skew-clock: { pick: 1, drift: 60000 } }",
            "4:45: drift is a whole number of ppm up to 50000, not '60000'"
        ),
        (
            "{ at: 1s, skew-clock: { pick: 1, drift: 0.5ppm } }",
            "4:45: drift is a whole number of ppm up to 50000, not '0.5ppm'"
        ),
        ("{ at: 1s, await: { converged: admin-key } }", "4:15: await has no 'within'"),
        (
            "{ at: 1s, await: { converged: admin-kye, within: 1s } }",
            "4:35: converged is one of admin-key, managed-key, sdk-key, mobile-key, environment-id, registration, "
                + "environments, not 'admin-kye', did you mean 'admin-key'?"
        ),
        (
            "{ at: 1s, await: { converged: sdk-key, within: 1s } }",
            "4:35: nothing in this scenario has a sdk-key: it has no section 'environments'"
        ),
        ("{ at: 1s, together: {} }", "4:15: together takes a list of steps, not a mapping"),
        ("{ at: 1s, together: [] }", "4:15: together takes a list of steps, not a list"),
        (
            "{ at: 1s, together: [{ at: 2s, end-grace: {} }] }",
            "4:28: the steps of a together start together: 'at' belongs to the together"
        ),
        (
            "{ at: 1s, together: [{ together: [{ end-grace: {} }] }] }",
            "4:28: a together inside a together is the same race: put its steps one level up"
        ),
        (
            "{ at: 1s, together: [{ await: { converged: admin-key, within: 1s } }] }",
            "4:28: nothing passes an await, so it cannot be part of a together"
        ),
        ("{ at: 1s, together: [{ kill-replica: { pick: 50 } }] }", "4:50: pick: 50 of 10 replicas"),
    ])
    func `a step with a fault`(step: String, line: String) {
        #expect(ScenarioText.findings(ScenarioText.with(steps: [step])) == ["s.yaml:\(line)"])
    }

    @Test(arguments: [
        ("{ at: 1s, rotate-admin-key: { grace: 1s } }", "42: a plain slot has no room for an outgoing key: no grace"),
        ("{ at: 1s, revoke-admin-key: {} }", "15: a plain slot cannot say that there is no key: no revoke"),
        ("{ at: 1s, end-grace: {} }", "15: a plain slot knows no grace that could end"),
        ("{ at: 1s, corrupt-slot: { with: poisoned-epoch } }", "37: a plain slot has no epoch to poison"),
    ])
    func `a plain slot cannot do all that a fenced one can`(step: String, line: String) {
        let text = ScenarioText.with(fleet: "{ replicas: 10, admin-key: { slot: plain } }", steps: [step])
        #expect(ScenarioText.findings(text) == ["s.yaml:4:\(line)"])
    }

    @Test(arguments: [
        (
            ["{ at: 1s, stop-redis: {} }", "{ at: 2s, kill-redis: { restart-after: 1s } }"],
            ["5:15: kill-redis: Redis is down already at that time"]
        ),
        (
            ["{ at: 1s, kill-redis: { restart-after: 2s } }", "{ at: 2s, freeze-redis: { for: 1s } }"],
            ["5:15: freeze-redis: Redis is down already at that time"]
        ),
        (
            ["{ at: 1s, kill-redis: { restart-after: 2s } }", "{ at: 4s, start-redis: {} }"],
            ["5:15: start-redis: no step before it stopped that Redis"]
        ),
        (["{ at: 3s, start-redis: {} }", "{ at: 1s, stop-redis: { data: lose } }"], []),
        (["{ at: 1s, kill-redis: {} }", "{ at: 2s, start-redis: {} }", "{ at: 3s, stop-redis: {} }"], []),
        (["{ at: 1s, kill-replica: { pick: 15 } }", "{ at: 0s, add-replicas: { count: 5 } }"], []),
        (
            ["{ at: 1s, kill-replica: { pick: [15] } }", "{ at: 2s, add-replicas: { count: 5 } }"],
            ["4:37: pick: there is no replica 15, only 1 to 10"]
        ),
        (["{ at: 2s, rotate-admin-key: { to: previous } }", "{ at: 1s, rotate-admin-key: {} }"], []),
    ])
    func `steps are judged in the order of their times`(steps: [String], lines: [String]) {
        #expect(ScenarioText.findings(ScenarioText.with(steps: steps)) == lines.map { "s.yaml:\($0)" })
    }

    @Test func `steps that are no list are one finding`() {
        let text = ScenarioText.with(more: ["steps: { at: 1s, end-grace: {} }"])
        #expect(ScenarioText.findings(text) == ["s.yaml:3:8: steps is a list, not a mapping"])
    }
}
