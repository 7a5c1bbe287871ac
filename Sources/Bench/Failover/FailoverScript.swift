/// The scenario of one run of a cell.
///
/// **What makes the cells comparable.** In kill, freeze and ordered the same operator rotates at the same moments,
/// steadily before, during and after the fault, however his rotations end; one of them is released together with the
/// fault, which is the moment when an acknowledged write is most easily lost. Only the fault and the settings differ.
/// Cut is the script of `lost-write-plain.yaml`: one rotation, acknowledged by a primary that no replica hears.
///
/// The fault comes early, so that a frozen primary wakes up, and a killed one is back, while rotations still go on.
package struct FailoverScript: Sendable {
    package var cell: FailoverCell
    package var replicas: Int
    package var seed: Int

    package init(cell: FailoverCell, replicas: Int, seed: Int) {
        self.cell = cell
        self.replicas = replicas
        self.seed = seed
    }

    /// Milliseconds.
    static let firstRotation = 250
    static let pitch = 150
    static let rotations = 46
    /// The rotation that is released together with the fault.
    static let rotationAtFault = 6
    /// With `down-after: 500ms` the Sentinels have named a new primary after 1.7 to 2.3 s.
    static let awayFor = 3_500

    package var text: String {
        """
        scenario: \(name)
        about: \(about)
        seed: \(seed)
        fleet: { replicas: \(replicas), admin-key: { slot: \(cell.slot), poll: 200ms } }
        redis:
          topology: sentinel
          replicas: \(FailoverCell.redisReplicas)
          sentinels: 3
          down-after: 500ms
          min-replicas-to-write: \(cell.minReplicas)
        bounds: { learn: 1s, refuse: 1s }
        steps:
        \(steps.map { "  - \($0)" }.joined(separator: "\n"))

        """
    }

    private var name: String { "failover-\(cell.fault)-\(cell.slot)-\(cell.confirm.rawValue)-\(cell.minReplicas)" }

    private var about: String {
        cell.fault == .cut
            ? "A rotation is acknowledged by a primary that no replica of it hears any more, and the primary dies."
            : "Rotations at a steady rate, and in the middle of them the primary changes."
    }

    private var steps: [String] {
        guard cell.fault == .cut else { return (0..<Self.rotations).map(steadyStep) }
        return [
            "{ at: 1s, partition: { between: [primary, redis], for: 2s } }",
            "{ at: 1500ms, \(rotation) }",
            "{ at: 2500ms, \(fault) }",
        ]
    }

    private func steadyStep(_ number: Int) -> String {
        let at = Self.firstRotation + number * Self.pitch
        guard number == Self.rotationAtFault else { return "{ at: \(at)ms, \(rotation) }" }
        return "{ at: \(at)ms, together: [{ \(rotation) }, { \(fault) }] }"
    }

    private var rotation: String { "rotate-admin-key: { confirm: \(cell.confirm.rawValue) }" }

    private var fault: String {
        switch cell.fault {
        case .kill: "kill-redis: { node: primary, restart-after: \(Self.awayFor)ms }"
        case .freeze: "freeze-redis: { node: primary, for: \(Self.awayFor)ms }"
        case .ordered: "failover: {}"
        case .cut: "kill-redis: { node: primary }"
        }
    }
}
