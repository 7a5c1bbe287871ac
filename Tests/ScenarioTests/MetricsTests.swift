import Testing

@testable import Scenario

@Suite struct MetricsTests {
    @Test func `every name stands in the list once`() {
        #expect(Set(Metrics.all.map(\.name)).count == Metrics.all.count)
    }

    @Test(arguments: [
        ("late-acceptances", Metric.Unit.count), ("early-refusals", .count), ("resurrections", .count),
        ("admin-key.resurrections", .count), ("managed-key.late-acceptances", .count),
        ("environment-id.convergence.p50", .milliseconds), ("registration.revocation-lag.p90", .milliseconds),
        ("mobile-key.convergence-from-ack.p99", .milliseconds), ("sdk-key.convergence.max", .milliseconds),
        ("admin-key.stale-exposure.max", .milliseconds), ("admin-key.start-exposure.max", .milliseconds),
        ("leaked.redis-connections", .count), ("leaked.upstream-clients", .count), ("leaked.registrations", .count),
        ("leaked.registrations.unavoidable", .count), ("leaked.processes", .count), ("leaked.descriptors", .count),
        ("leaked.threads", .count), ("leaked.keys", .count), ("leaked.index-members", .count),
        ("redis.lost-writes", .count), ("redis.outage.p50", .milliseconds), ("redis.outage.max", .milliseconds),
        ("lost-rotations", .count), ("unlogged-writes", .count), ("registrations.per-key.max", .count),
        ("superseded-rotations", .count), ("failovers.failed", .count), ("managed-key.lost-creates", .count),
        ("registration.expired-uses", .count), ("registration.resolve.p50", .milliseconds),
        ("registration.resolve.p90", .milliseconds), ("registration.resolve.p99", .milliseconds),
        ("registration.resolve.max", .milliseconds), ("registration.resolve.alone.p50", .milliseconds),
        ("registration.resolve.over-alone", .ratio), ("registration.takeover.max", .milliseconds),
        ("registrations.made.max", .count), ("registrations.pending", .count), ("registration.uses", .count),
        ("environment.removal-lag.p99", .milliseconds), ("environment.removal-delay.p99", .milliseconds),
        ("environment.duplicate-clients", .count),
        ("environment.duplicate-deliveries", .count), ("environment.skipped-documents", .count),
        ("environment.status-mismatches", .count),
        ("tokens.issued", .count), ("tokens.used", .count), ("tokens.rotated", .count), ("tokens.revoked", .count),
        ("tokens.redeemed", .count), ("tokens.double-redemptions", .count), ("tokens.stale-reads", .count),
        ("tokens.lost-writes", .count), ("tokens.ttl-violations", .count),
        ("managed-key.stale-exposure.max", .milliseconds), ("managed-key.start-exposure.max", .milliseconds),
    ])
    func `a metric of the reference has its unit`(name: String, unit: Metric.Unit) {
        #expect(Metrics.named(name)?.unit == unit)
    }

    @Test func `a kind has three counts and three distributions`() {
        for kind in MetricKind.allCases {
            let more: Set = ["managed-key.lost-creates", "registration.expired-uses", "registration.uses"]
            let own = Metrics.all.filter {
                $0.name.hasPrefix("\(kind.rawValue).") && !$0.name.contains("exposure")
                    && !$0.name.contains("resolve") && !$0.name.contains("takeover") && !more.contains($0.name)
            }
            #expect(own.count { $0.unit == .count } == 3)
            #expect(own.count { $0.unit == .milliseconds } == 12)
        }
    }
}
