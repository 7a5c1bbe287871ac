import Foundation
import RedisFixture
import Testing

/// Exit code 2, every finding with its place, and nothing started: not even a directory made.
struct BadScenarioTests {
    @Test func `a scenario that does not exist is one clear line`() throws {
        let run = try KeyquakeRun.start(["run", "{out}/nowhere.yaml", "--out", "{out}"])
        try run.expectEnd(2)
        #expect(run.errorLines.count == 1 && run.standardError.contains("nowhere.yaml"), "\(run.standardError)")
        #expect(run.runDirectories.isEmpty)
    }

    @Test func `every finding of an invalid scenario is named with file, line and column, and nothing starts`() throws {
        var scenario = ScenarioText.small
        scenario.steps = ["{ at: -1s, rotate-admin-key: {} }", "{ at: 1s, rotate-admin-kee: {} }"]
        scenario.expect = "late-acceptanses: \"== 0\""
        let run = try KeyquakeRun.start(scenario: scenario)
        try run.expectEnd(2)
        let places = run.errorLines.compactMap { $0.firstMatch(of: #/scenario\.yaml:(\d+):\d+: /#)?.1 }
        #expect(places == ["10", "11", "13"], "\(run.standardError)")
        #expect(run.standardError.contains("rotate-admin-key") && run.standardError.contains("late-acceptances"))
        #expect(run.runDirectories.isEmpty && run.privateDirectories.isEmpty)
    }

    @Test func `one invalid scenario among several keeps all of them from starting`() throws {
        let bad = try TemporaryFolder()
        try bad.write("scenario: bad\n", to: "bad.yaml")
        let run = try KeyquakeRun.start(
            ["run", "{scenario}", "\(bad.path)/bad.yaml", "--out", "{out}"], scenario: .small)
        try run.expectEnd(2)
        #expect(run.runDirectories.isEmpty)
    }

    @Test(arguments: [
        ["run", "{scenario}", "--no-such-option"], ["run", "{scenario}", "--set", "nothing"],
        ["run", "{scenario}", "--redis", "http://somewhere"], ["run"], ["check"], ["export"], ["quake"],
        ["run", "{scenario}", "--redis", "redis://127.0.0.1/0", "--redis-password-file", "/nowhere"],
    ])
    func `wrong usage is exit code 2`(_ arguments: [String]) throws {
        let run = try KeyquakeRun.start(arguments, scenario: .small)
        try run.expectEnd(2)
        #expect(!run.errorLines.isEmpty && run.standardOutput.isEmpty)
    }

    @Test(arguments: ["check", "export"])
    func `what is no run directory is exit code 2`(_ command: String) throws {
        let run = try KeyquakeRun.start([command, "{out}"])
        try run.expectEnd(2)
        #expect(run.errorLines.count == 1 && run.standardError.contains("no run directory"))
    }

    @Test(arguments: ["kill-redis: { node: primary }", "freeze-redis: { node: primary, for: 100ms }"])
    func `a fault that needs a Redis of our own is refused for an external one`(_ step: String) throws {
        var scenario = ScenarioText.small
        scenario.steps = ["{ at: 100ms, \(step) }"]
        let run = try KeyquakeRun.start(
            ["run", "{scenario}", "--out", "{out}", "--redis", "redis://127.0.0.1:1/0"], scenario: scenario)
        try run.expectEnd(2)
        #expect(run.errorLines.count == 1 && run.standardError.contains("external Redis"), "\(run.standardError)")
        #expect(run.runDirectories.isEmpty)
    }

    @Test(arguments: ["/nowhere", "{scenario}"])
    func `scenarios of what is no directory is one line and exit code 2`(_ directory: String) throws {
        let run = try KeyquakeRun.start(["scenarios", "--directory", directory], scenario: .small)
        try run.expectEnd(2)
        #expect(run.errorLines.count == 1 && run.standardOutput.isEmpty, "\(run.standardError)")
    }
}
