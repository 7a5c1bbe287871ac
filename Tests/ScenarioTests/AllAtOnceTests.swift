import Testing

@testable import Scenario

@Suite struct AllAtOnceTests {
    @Test func `every finding of a document comes at once, in the order of the file`() {
        let text = """
            scenario: Rotation Storm
            fleet:
              replicas: 0
              admin-key: { poll: 500, pull: true }
            redis: { topology: sentinl }
            steps:
              - { at: 1s, rotate-admin-key: { grace: -2s } }
              - { kill-replica: { pick: 200% } }
            expect:
              late-acceptances: "< 5ms"
              admin-key.covergence.max: "< 600ms"
            """
        #expect(
            ScenarioText.findings(text) == [
                "s.yaml:1:11: the name 'Rotation Storm' is not in kebab-case, did you mean 'rotation-storm'?",
                "s.yaml:3:13: replicas is at least 1, not 0",
                "s.yaml:4:22: poll: the duration 500 has no unit (ns us ms s m h), did you mean '500ms'?",
                "s.yaml:4:27: unknown key 'pull' in fleet.admin-key, did you mean 'poll'?",
                "s.yaml:5:20: topology is one of standalone, replicated, sentinel, not 'sentinl', "
                    + "did you mean 'sentinel'?",
                "s.yaml:7:42: grace: the duration -2s is negative",
                "s.yaml:8:5: a step has no 'at'",
                "s.yaml:8:29: pick: a share is a whole number from 0% to 100%, not 200%",
                "s.yaml:10:21: late-acceptances is a count; 5ms is a duration",
                "s.yaml:11:3: unknown metric 'admin-key.covergence.max', did you mean 'admin-key.convergence.max'?",
            ])
    }

    @Test func `duplicated keys are reported where they stand again, beside everything else`() {
        let text = """
            scenario: twice
            fleet: { replicas: 5, replicas: 6, "replicas": 7 }
            seed: 1
            steps:
              - { at: 1s, rotate-admin-key: { grace: 1s, grace: 2s } }
            expect:
              late-acceptances: "== 0"
              'late-acceptances': "== 1"
            seed: 2
            poll: 3s
            """
        #expect(
            ScenarioText.findings(text) == [
                "s.yaml:2:23: the key 'replicas' stands in fleet twice",
                "s.yaml:2:36: the key 'replicas' stands in fleet twice",
                "s.yaml:5:46: the key 'grace' stands in rotate-admin-key twice",
                "s.yaml:8:3: the key 'late-acceptances' stands in expect twice",
                "s.yaml:9:1: the key 'seed' stands in the scenario twice",
                "s.yaml:10:1: unknown key 'poll' in the scenario; it has scenario, about, seed, fleet, managed-keys, environments, "
                    + "redis, probe, bounds, steps, expect, expect-verdict, expect-failing",
            ])
    }

    @Test func `a duplicated key that is written with escapes is still reported`() {
        let text = "scenario: a\n\"\\x61bout\": x\nabout: y\nfleet: { replicas: 1 }\n"
        #expect(ScenarioText.findings(text) == ["s.yaml:2:1: 'about' stands here twice"])
    }

    @Test func `the findings as one text are one line each`() {
        let result = parseScenario(text: "about: 5\nseed: x\n", file: "dir/s.yaml")
        guard case .failure(let errors) = result else {
            Issue.record("a scenario without a name was taken")
            return
        }
        #expect(errors.description.split(separator: "\n").count == errors.findings.count)
        #expect(errors.description.hasPrefix("dir/s.yaml:1:1: the scenario has no 'scenario'"))
    }
}
