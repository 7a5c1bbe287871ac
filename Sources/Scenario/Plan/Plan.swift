/// A validated scenario: what the coordinator performs and the checks judge. Durations are nanoseconds.
package struct Plan: Equatable, Sendable {
    package var name: String
    package var about: String
    package var seed: UInt64
    package var fleet: FleetPlan
    /// Nil: replicas do not look at managed keys at all.
    package var managedKeys: ManagedKeysPlan?
    /// Nil: replicas have no environments.
    package var environments: EnvironmentsPlan?
    /// Nil: replicas register nowhere.
    package var registrations: RegistrationsPlan?
    package var authorizationServer = AuthorizationServerPlan()
    /// Nil: replicas keep no tokens.
    package var tokens: TokensPlan?
    package var redis: RedisPlan
    package var probe: ProbePlan
    package var bounds: Bounds
    /// As written: a `together` holds its own steps.
    package var steps: [PlannedStep]
    package var expectations: [Expectation]
    package var expectedVerdict: ExpectedVerdict
    /// With `expectedVerdict == .fail`: the metrics whose expectations are to fail.
    package var expectedFailing: [String]

    /// The steps numbered as the history numbers them: in the order written, a `together` before its children.
    package var flattenedSteps: [FlatStep] {
        var flat: [FlatStep] = []
        for step in steps {
            flat.append(FlatStep(number: UInt32(flat.count), at: step.at, action: step.action, group: nil))
            guard case .together(let children) = step.action else { continue }
            let group = UInt32(flat.count - 1)
            for child in children {
                flat.append(FlatStep(number: UInt32(flat.count), at: step.at, action: child, group: group))
            }
        }
        return flat
    }
}

package struct FlatStep: Equatable, Sendable {
    package let number: UInt32
    /// After fleet ready.
    package let at: UInt64
    package let action: StepAction
    /// The number of the `together` that it belongs to.
    package let group: UInt32?
}

package struct PlannedStep: Equatable, Sendable {
    package var at: UInt64
    package var action: StepAction
}

package enum ExpectedVerdict: String, Sendable, CaseIterable { case pass, fail }

package struct FleetPlan: Equatable, Sendable {
    /// With `none` replicas make keys of their own and one wins; with `off` there is none before somebody rotates.
    package enum InitialKey: String, Sendable, CaseIterable { case shared, each, none, off }
    package enum Slot: String, Sendable, CaseIterable { case fenced, plain }
    package enum AtStart: String, Sendable, CaseIterable { case degrade, refuse }
    package enum OnStale: Equatable, Sendable { case keep, refuseAfter(UInt64) }
    package enum Repair: String, Sendable, CaseIterable { case replicas, none }

    package var replicas: Int
    package var initial: InitialKey = .shared
    package var slot: Slot = .fenced
    package var push = true
    package var poll: UInt64 = 500_000_000
    package var atStart: AtStart = .degrade
    package var onStale: OnStale = .keep
    package var repair: Repair = .replicas
    /// Each replica has an HTTP face on a port of its own.
    package var http = false
    /// Nil: the replicas are our own.
    package var foreign: ForeignPlan?
}

package struct RedisPlan: Equatable, Sendable {
    package enum Topology: String, Sendable, CaseIterable { case standalone, replicated, sentinel }
    package enum Persistence: String, Sendable, CaseIterable { case none, aof, rdb }
    package var topology: Topology = .standalone
    package var replicas = 0
    package var sentinels = 0
    package var downAfter: UInt64 = 500_000_000
    package var failoverTimeout: UInt64 = 3_000_000_000
    package var minReplicasToWrite = 0
    package var persistence: Persistence = .none
}

package struct ProbePlan: Equatable, Sendable {
    package enum Via: String, Sendable, CaseIterable { case process, http }
    /// Nil: chosen by the coordinator, so that probing stays within a tenth of the machine.
    package var every: UInt64?
    package var via: Via = .process
}

/// The service level: how wide "may" is (specs/checking.md). Nanoseconds.
package struct Bounds: Equatable, Sendable {
    package var learn: UInt64
    package var refuse: UInt64
    package var timed: UInt64 = 20_000_000
    package var skew: UInt64 = 1_000_000
}

package struct Expectation: Equatable, Sendable {
    package enum Comparison: String, Sendable, CaseIterable {
        case less = "<"
        case atMost = "<="
        case equal = "=="
        case atLeast = ">="
        case greater = ">"
    }
    package var metric: String
    package var comparison: Comparison
    /// In the metric's unit: milliseconds, or a count.
    package var value: Double
    /// As written, for the report.
    package var text: String
}
