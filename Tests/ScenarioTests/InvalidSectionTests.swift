import Testing

@testable import Scenario

/// Documents with one fault each, and the line that a user reads about it.
@Suite struct InvalidSectionTests {
    @Test(arguments: [
        ("", "s.yaml:1:1: the scenario is empty"),
        ("# only a comment\n", "s.yaml:1:1: the scenario is empty"),
        ("- a\n- b\n", "s.yaml:1:1: the scenario takes keys and values, not a list"),
        ("scenario: [a\n", "s.yaml:2:1: is no YAML: did not find expected ',' or ']'"),
        ("scenario: a\n\tfleet: b\n", "s.yaml:2:1: is no YAML: found a tab character that violates indentation"),
        ("scenario: *a\n", "s.yaml:1:11: is no YAML: found undefined alias"),
        ("a: 1\n---\nb: 2\n", "s.yaml:2:1: is no YAML: but found another document"),
    ])
    func `what cannot be read is one finding`(text: String, line: String) {
        #expect(ScenarioText.findings(text) == [line])
    }

    @Test func `a control character is found where it stands`() {
        let text = "scenario: a\nfleet: { replicas: 1 }\nabout: x\u{7}y\n"
        let line = "s.yaml:3:9: is no YAML: control characters are not allowed"
        #expect(ScenarioText.findings(text) == [line])
    }

    @Test(arguments: [
        ("fleet: { replicas: 1 }", "s.yaml:1:1: the scenario has no 'scenario'"),
        ("scenario: test", "s.yaml:1:1: the scenario has no 'fleet'"),
        ("scenario: test\nfleet: {}", "s.yaml:2:8: fleet has no 'replicas'"),
        ("scenario: test\nfleet:", "s.yaml:1:1: the scenario has no 'fleet'"),
        (
            "scenario: My Test\nfleet: { replicas: 1 }",
            "s.yaml:1:11: the name 'My Test' is not in kebab-case, did you mean 'my-test'?"
        ),
        (
            "scenario: a--b\nfleet: { replicas: 1 }",
            "s.yaml:1:11: the name 'a--b' is not in kebab-case, did you mean 'a-b'?"
        ),
        (
            "scenario: 12\nfleet: { replicas: 1 }",
            "s.yaml:1:11: scenario is a text; '12' is none to YAML unless it is quoted"
        ),
        (
            "scenario: on\nfleet: { replicas: 1 }",
            "s.yaml:1:11: scenario is a text; 'on' is none to YAML unless it is quoted"
        ),
    ])
    func `name and fleet have to be there`(text: String, line: String) {
        #expect(ScenarioText.findings(text) == [line])
    }

    @Test(arguments: [
        ("fleat: {}", "3:1: unknown key 'fleat' in the scenario, did you mean 'fleet'?"),
        (
            "colours: {}",
            "3:1: unknown key 'colours' in the scenario; it has scenario, about, seed, fleet, managed-keys, "
                + "environments, registrations, as, tokens, redis, probe, bounds, steps, expect, expect-verdict, "
                + "expect-failing"
        ),
        ("seed: seven", "3:7: seed is a whole number from 0 to 18446744073709551615, not 'seven'"),
        ("seed: -1", "3:7: seed is a whole number from 0 to 18446744073709551615, not '-1'"),
        ("seed: \"7\"", "3:7: seed is a whole number from 0 to 18446744073709551615, not '7'"),
        ("about: [a]", "3:8: about is a text, not a list"),
        ("redis: { topolgy: standalone }", "3:10: unknown key 'topolgy' in redis, did you mean 'topology'?"),
        (
            "redis: { topology: standalon }",
            "3:20: topology is one of standalone, replicated, sentinel, not 'standalon', did you mean 'standalone'?"
        ),
        (
            "redis: { replicas: 2 }",
            "3:20: replicas says nothing about a standalone Redis: it has no replicas and no Sentinels"
        ),
        (
            "redis: { down-after: 1s }",
            "3:22: down-after says nothing about a standalone Redis: it has no replicas and no Sentinels"
        ),
        ("redis: { persistence: off }", "3:23: persistence is one of none, aof, rdb, not 'off'"),
        ("probe: { every: 0ms }", "3:17: every is more than nothing"),
        ("probe: { every: 20 }", "3:17: every: the duration 20 has no unit (ns us ms s m h), did you mean '20ms'?"),
        ("bounds: { learn: -1s }", "3:18: learn: the duration -1s is negative"),
        ("bounds: { lern: 1s }", "3:11: unknown key 'lern' in bounds, did you mean 'learn'?"),
        (
            "bounds: { refuse: 2h }",
            "1:1: the bounds and two polls take 7201s; a run has at most 1h"
        ),
        ("http: {}", "3:1: the section 'http' is not supported by this version yet"),
        ("expect-verdict: inconclusive", "3:17: expect-verdict is one of pass, fail, not 'inconclusive'"),
        ("expect-failing: []", "3:17: expect-failing goes with expect-verdict: fail"),
    ])
    func `a section with a fault`(section: String, line: String) {
        #expect(ScenarioText.findings(ScenarioText.with(more: [section])) == ["s.yaml:\(line)"])
    }

    @Test(arguments: [
        ("10", "2:8: fleet takes keys and values, not '10'"),
        ("{ replicas: 0 }", "2:20: replicas is at least 1, not 0"),
        ("{ replicas: 20001 }", "2:20: replicas is at most 20000, not 20001"),
        ("{ replicas: many }", "2:20: replicas is a whole number, not 'many'"),
        ("{ replicas: \"10\" }", "2:20: replicas is a whole number, not '10'"),
        ("{ replicas: [1] }", "2:20: replicas is a whole number, not a list"),
        ("{ replicas: 10, http: yes }", "2:30: http is true or false, not 'yes', did you mean 'true'?"),
    ])
    func `a fleet with a fault`(fleet: String, line: String) {
        #expect(ScenarioText.findings(ScenarioText.with(fleet: fleet)) == ["s.yaml:\(line)"])
    }

    @Test(arguments: [
        ("push: off", "43: push is true or false, not 'off', did you mean 'false'?"),
        ("push: \"true\"", "43: push is true or false, not 'true'"),
        ("pol: 1s", "37: unknown key 'pol' in fleet.admin-key, did you mean 'poll'?"),
        ("poll: 500", "43: poll: the duration 500 has no unit (ns us ms s m h), did you mean '500ms'?"),
        ("poll: 999us", "43: poll is at least 1ms, not 999us"),
        ("poll: 2h", "43: poll is at most 1h, not 7200s"),
        ("slot: fence", "43: slot is one of fenced, plain, not 'fence', did you mean 'fenced'?"),
        ("initial: all", "46: initial is one of shared, each, none, off, not 'all'"),
        ("at-start: degrad", "47: at-start is one of degrade, refuse, not 'degrad', did you mean 'degrade'?"),
        ("on-stale: refuse", "47: on-stale is keep or { refuse-after: DURATION }, not 'refuse'"),
        (
            "on-stale: { refuse-after: 500ms }",
            "63: refuse-after: 500ms is no longer than a poll (500ms): every replica would refuse between two polls"
        ),
        ("on-stale: {}", "47: on-stale has no 'refuse-after'"),
        (
            "initial: each, repair: none",
            "46: initial: each has replicas bootstrap with keys of their own, and repair: none lets none of them write"
        ),
        ("repair: replica", "45: repair is one of replicas, none, not 'replica', did you mean 'replicas'?"),
    ])
    func `admin key settings with a fault`(setting: String, line: String) {
        let text = ScenarioText.with(fleet: "{ replicas: 10, admin-key: { \(setting) } }")
        #expect(ScenarioText.findings(text) == ["s.yaml:2:\(line)"])
    }
}
