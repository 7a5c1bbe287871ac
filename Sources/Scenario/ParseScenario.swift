/// Reads a scenario, all of it, before anything starts.
///
/// Steps come out sorted by `at`; steps of one time keep the order in which they are written.
///
/// - Parameters:
///   - text: The YAML document.
///   - file: What findings call it.
///   - overrides: Values of the command line; a finding about one is positioned as `--set key.path`.
///   - replicas: `--replicas`, in place of `fleet.replicas`.
///   - seed: `--seed`, in place of `seed`.
///   - isRedisExternal: With `--redis`: what cannot be done to a Redis of somebody else is a finding.
/// - Returns: The plan, or every finding at once.
package func parseScenario(
    text: String, file: String, overrides: [Override] = [], replicas: Int? = nil, seed: UInt64? = nil,
    isRedisExternal: Bool = false
) -> Result<Plan, ScenarioErrors> {
    let log = FindingLog()
    let root = composeSource(text, overrides: overrides, replicas: replicas, seed: seed, log: log)
    let plan = root.flatMap { ScenarioReader(log: log, isRedisExternal: isRedisExternal).read($0) }
    guard let plan, log.findings.isEmpty else {
        return .failure(ScenarioErrors(file: file, findings: log.sorted))
    }
    return .success(plan)
}

/// The scenario as a run with these options performs it; parsed without options it gives the same plan.
///
/// Without options it is the text itself; with options it is written anew, without the comments of the original, below
/// a comment that names the options.
///
/// - Throws: What stands in the way of reading text and options; `parseScenario` finds more.
package func scenarioAsRun(
    text: String, file: String, overrides: [Override] = [], replicas: Int? = nil, seed: UInt64? = nil
) throws(ScenarioErrors) -> String {
    guard !overrides.isEmpty || replicas != nil || seed != nil else { return text }
    let log = FindingLog()
    let root = composeSource(text, overrides: overrides, replicas: replicas, seed: seed, log: log)
    guard let root, log.findings.isEmpty else { throw ScenarioErrors(file: file, findings: log.sorted) }
    do {
        let body = try SourceWriter.text(of: root)
        return optionsComment(file: file, overrides: overrides, replicas: replicas, seed: seed) + body
    } catch {
        let finding = Finding(position: .start, message: "cannot be written anew: \(error)", suggestion: nil)
        throw ScenarioErrors(file: file, findings: [finding])
    }
}

private func composeSource(
    _ text: String, overrides: [Override], replicas: Int?, seed: UInt64?, log: FindingLog
) -> SourceNode? {
    guard var root = SourceComposer(log: log).compose(text) else { return nil }
    OverrideWriter(log: log).apply(overrides, replicas: replicas, seed: seed, to: &root)
    return root
}

private func optionsComment(file: String, overrides: [Override], replicas: Int?, seed: UInt64?) -> String {
    var options = overrides.map { "--set \($0.path)=\($0.value)" }
    if let replicas { options.append("--replicas \(replicas)") }
    if let seed { options.append("--seed \(seed)") }
    let lines = ["As run: \(file), with"] + options.map { "  \($0)" }
    // An option may hold line breaks, and a comment ends at the first one.
    return lines.map { "# " + $0.split(whereSeparator: \.isNewline).joined(separator: " ") + "\n" }.joined()
}
