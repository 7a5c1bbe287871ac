import Scenario

/// One combination of the matrix: what is set up, what is asked of a rotation, what happens to the primary.
package struct FailoverCell: Hashable, Sendable {
    package enum Fault: String, CaseIterable, Sendable {
        case kill, freeze, ordered
        /// Not left to chance: replication is cut, a rotation is acknowledged, and the primary dies with it.
        case cut
    }

    /// How many Redis replicas have to acknowledge a rotation.
    package enum Confirm: String, CaseIterable, Sendable {
        case none = "0"
        case one = "1"
        case all
    }

    package let fault: Fault
    package let slot: FleetPlan.Slot
    package let confirm: Confirm
    package let minReplicas: Int

    package init(fault: Fault, slot: FleetPlan.Slot, confirm: Confirm, minReplicas: Int) {
        self.fault = fault
        self.slot = slot
        self.confirm = confirm
        self.minReplicas = minReplicas
    }

    /// Servers that follow the primary; `min-replicas-to-write` goes from none of them to all.
    package static let redisReplicas = 2

    /// The whole matrix, in the order of the table.
    package static let all: [FailoverCell] = Fault.allCases.flatMap { fault in
        [FleetPlan.Slot.plain, .fenced].flatMap { slot in
            Confirm.allCases.flatMap { confirm in
                (0...redisReplicas).map { FailoverCell(fault: fault, slot: slot, confirm: confirm, minReplicas: $0) }
            }
        }
    }

    /// The cell's value of one dimension, as `--only` and the table have it.
    package func value(of dimension: FailoverDimension) -> String {
        switch dimension {
        case .fault: fault.rawValue
        case .slot: slot.rawValue
        case .confirm: confirm.rawValue
        case .minReplicas: "\(minReplicas)"
        }
    }
}

/// What the cells differ in.
package enum FailoverDimension: String, CaseIterable, Sendable {
    case fault, slot, confirm
    case minReplicas = "min-replicas"
}

extension FailoverCell: CustomStringConvertible {
    package var description: String { "\(fault) \(slot) confirm=\(confirm.rawValue) min-replicas=\(minReplicas)" }
}
