/// How long changes took to reach replicas, whatever the kind of credential.
struct ConvergenceSamples {
    private var fromInvocation: [Int64] = []
    private var fromAcknowledgement: [Int64] = []
    private var byPath: [String: [Int64]] = [:]

    mutating func add(at time: Time, invoked: Time, acknowledged: Time, path: String) {
        fromInvocation.append(max(0, time - invoked))
        fromAcknowledgement.append(max(0, time - acknowledged))
        byPath[path, default: []].append(max(0, time - invoked))
    }

    /// - Parameter kind: of the credentials, as metrics name it.
    func measure(_ kind: String, _ outcome: inout CheckOutcome) {
        outcome.distribution("\(kind).convergence", fromInvocation)
        outcome.distribution("\(kind).convergence-from-ack", fromAcknowledgement)
        for (path, values) in byPath {
            outcome.latencies["\(kind).convergence.\(path)"] = CheckOutcome.histogram(values)
        }
        let paths = byPath.map { "\($0.key) \($0.value.count)" }.sorted().joined(separator: ", ")
        outcome.detail = "\(fromInvocation.count) pairs of change and replica: \(paths)"
    }
}
