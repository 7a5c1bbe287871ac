extension Plan { package var runLength: UInt64 { (steps.map(\.at).max() ?? 0) + 3_000_000_000 } }
package func spikePlan(_ n: Int) -> Plan {
return Plan(name: "spike", about: "", seed: 1, fleet: FleetPlan(replicas: n), redis: RedisPlan(), probe: ProbePlan(), bounds: Bounds(learn: 600_000_000, refuse: 600_000_000), steps: [
  PlannedStep(at: 1_000_000_000, action: .rotateAdminKey(RotateAdminKey())),
  PlannedStep(at: 1_500_000_000, action: .killReplica(EndReplica(pick: .count(3), restartAfter: 200_000_000))),
  PlannedStep(at: 1_600_000_000, action: .freezeReplica(FreezeReplica(pick: .count(2), duration: 300_000_000))),
  PlannedStep(at: 2_000_000_000, action: .rotateAdminKey(RotateAdminKey())),
  PlannedStep(at: 2_100_000_000, action: .awaitConverged(AwaitConverged(kind: "admin-key", within: 2_000_000_000))),
], expectations: [], expectedVerdict: .pass, expectedFailing: [])
}
