/// The one list of metrics: what a scenario may expect, and what checks may report.
package enum Metrics {
    package static let all: [Metric] =
        sums + MetricKind.allCases.flatMap(ofKind) + resolving + exposures + leaks + environments + tokens + others

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    package static func named(_ name: String) -> Metric? { byName[name] }

    /// What was probably meant by a name that is none: a misspelling, or a name without its kind.
    package static func nearest(to name: String) -> String? {
        all.first { $0.name.hasSuffix(".\(name)") }?.name ?? Spelling.nearest(to: name, in: all.map(\.name))
    }

    /// Over all kinds of credentials.
    private static let sums = counted.map { Metric($0, .count) }

    private static let counted = ["late-acceptances", "early-refusals", "resurrections"]

    private static func ofKind(_ kind: MetricKind) -> [Metric] {
        let section = kind.section.map(Metric.Needs.section) ?? .nothing
        let counts = counted.map { Metric("\(kind.rawValue).\($0)", .count, needs: section) }
        return counts
            + distribution("\(kind.rawValue).convergence", needs: .publication(kind))
            + distribution("\(kind.rawValue).convergence-from-ack", needs: .publication(kind))
            + distribution("\(kind.rawValue).revocation-lag", needs: .retirement(kind))
    }

    private static func distribution(_ name: String, needs: Metric.Needs) -> [Metric] {
        ["p50", "p90", "p99", "max"].map { Metric("\(name).\($0)", .milliseconds, needs: needs) }
    }

    /// From the start of a replica, or of a cold start, to its first use of a registration.
    ///
    /// `alone`: of a replica that a cold start brought up by itself; `over-alone`: the fleet's p99 over that one's p50.
    private static let resolving =
        distribution("registration.resolve", needs: .section("registrations"))
        + distribution("registration.resolve.alone", needs: .step("cold-start"))
        + [Metric("registration.resolve.over-alone", .ratio, needs: .step("cold-start"))]
        + distribution("registration.takeover", needs: .step("kill-lease-holder"))

    private static let exposures = [
        Metric("admin-key.stale-exposure.max", .milliseconds),
        Metric("admin-key.start-exposure.max", .milliseconds),
        Metric("managed-key.stale-exposure.max", .milliseconds, needs: .section("managed-keys")),
        Metric("managed-key.start-exposure.max", .milliseconds, needs: .section("managed-keys")),
    ]

    private static let leaks = [
        Metric("leaked.redis-connections", .count),
        Metric("leaked.processes", .count),
        Metric("leaked.descriptors", .count),
        Metric("leaked.threads", .count),
        Metric("leaked.keys", .count),
        Metric("leaked.upstream-clients", .count, needs: .section("environments")),
        Metric("leaked.registrations", .count, needs: .section("registrations")),
        Metric("leaked.registrations.unavoidable", .count, needs: .section("registrations")),
        Metric("leaked.index-members", .count, needs: .anySection(["managed-keys", "tokens"])),
    ]

    private static let environments =
        distribution("environment.removal-lag", needs: .environmentRemoval)
        + distribution("environment.removal-delay", needs: .environmentRemoval)
        + ["duplicate-clients", "duplicate-deliveries", "skipped-documents", "status-mismatches"].map {
            Metric("environment.\($0)", .count, needs: .section("environments"))
        }

    private static let tokens = [
        "issued", "used", "rotated", "revoked", "redeemed", "double-redemptions", "stale-reads", "lost-writes",
        "ttl-violations",
    ].map { Metric("tokens.\($0)", .count, needs: .section("tokens")) }

    private static let others = [
        Metric("lost-rotations", .count),
        Metric("superseded-rotations", .count),
        Metric("managed-key.lost-creates", .count, needs: .section("managed-keys")),
        Metric("unlogged-writes", .count),
        Metric("redis.lost-writes", .count),
        Metric("failovers.failed", .count, needs: .sentinels),
        Metric("redis.outage.p50", .milliseconds, needs: .outage),
        Metric("redis.outage.max", .milliseconds, needs: .outage),
        Metric("skewed", .count),
        Metric("registrations.per-key.max", .count, needs: .section("registrations")),
        Metric("registrations.made.max", .count, needs: .section("registrations")),
        Metric("registrations.pending", .count, needs: .section("registrations")),
        Metric("registration.expired-uses", .count, needs: .section("registrations")),
        Metric("registration.uses", .count, needs: .step("use-registrations")),
    ]
}
