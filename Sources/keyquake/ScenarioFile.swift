import Foundation
import Scenario

/// A scenario that was read and found valid, before anything starts.
struct PreparedScenario {
    let path: String
    let plan: Plan
    /// As run: the file's text, or written anew with the options in it.
    let text: String

    /// Where it lies.
    var directory: String {
        URL(fileURLWithPath: path).deletingLastPathComponent().path
    }
}

/// There is nothing to find fault with.
struct UnreadableScenario: Error, CustomStringConvertible {
    let path: String
    var description: String { "\(path): no such scenario, or it is no UTF-8 text" }
}

/// A scenario file on its way to a plan.
struct ScenarioFile {
    let path: String
    var overrides: [Override] = []
    var replicas: Int?
    var seed: UInt64?
    var isRedisExternal = false

    /// - Throws: `ScenarioErrors` with every finding; `UnreadableScenario` when there is no such file.
    func prepare() throws -> PreparedScenario {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw UnreadableScenario(path: path)
        }
        let plan = try parseScenario(
            text: text, file: path, overrides: overrides, replicas: replicas, seed: seed,
            isRedisExternal: isRedisExternal
        ).get()
        let asRun = try scenarioAsRun(text: text, file: path, overrides: overrides, replicas: replicas, seed: seed)
        return PreparedScenario(path: path, plan: plan, text: asRun)
    }
}
