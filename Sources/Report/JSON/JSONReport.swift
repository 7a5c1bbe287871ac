import Checks
import Scenario

/// `report.json`: the schema keyquake.report/1, its keys in the order of specs/scenario.md.
struct JSONReport {
    let run: RunReport

    var text: String { JSONValue.object(head + middle + lists).text + "\n" }

    private var findings: Findings { run.findings }
    private var about: RunDescription { run.description }

    private var head: [JSONValue.Member] {
        [
            .init("schema", .string("keyquake.report/1")),
            .init("scenario", .string(about.scenario)),
            .init("seed", .integer(about.seed)),
            .init("verdict", .string(findings.verdict.rawValue)),
            .init("expected_verdict", .string(about.expectedVerdict.rawValue)),
            .init("inconclusive", .array(findings.inconclusive.map { .string($0) })),
            .init("started", .string(about.started)),
            .init("duration_ms", .decimal(findings.runDurationMilliseconds)),
            .init("machine", .string(about.machine)),
        ]
    }

    private var middle: [JSONValue.Member] {
        [
            .init("fleet", .object(fleet)),
            .init(
                "redis",
                .object([
                    .init("topology", .string(about.redisTopology)), .init("version", .string(about.redisVersion)),
                ])),
            .init("bounds", .object(bounds)),
            .init(
                "probe",
                .object([
                    .init("interval_ms", .decimal(about.probeIntervalMilliseconds)),
                    .init("owed", .integer(findings.probes.owed)),
                ])),
        ]
    }

    private var bounds: [JSONValue.Member] {
        let admin: [JSONValue.Member] = [
            .init("asked", findings.asked.json), .init("smallest", findings.smallest.json),
        ]
        return admin + (findings.managedKeys.map { [.init("managed_keys", $0.json)] } ?? [])
    }

    private var fleet: [JSONValue.Member] {
        [
            .init("replicas", .integer(about.replicas)),
            .init("start_ms", .decimal(about.http == nil ? about.startMilliseconds : nil)),
            .init("pss_kib_mean", .decimal(about.http == nil ? about.meanProportionalKibibytes : nil)),
            .init("http", about.http.map(http) ?? .bool(false)),
        ]
    }

    /// A replica with a face starts later and is larger: its figures are not those of one without.
    private func http(_ http: HTTPDescription) -> JSONValue {
        .object([
            .init("foreign", .bool(http.isForeign)),
            .init("start_ms", .decimal(about.startMilliseconds)),
            .init("pss_kib_mean", .decimal(about.meanProportionalKibibytes)),
            .init("probe_interval_ms", .decimal(http.probeIntervalMilliseconds)),
            .init("probes", .integer(http.isForeign ? findings.probes.made : findings.probes.overHTTP)),
        ])
    }

    private var lists: [JSONValue.Member] {
        let metrics = findings.metrics.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        return [
            .init("metrics", .object(metrics.map { .init($0.key, $0.value.json) })),
            .init("expectations", .array(findings.expectations.map(\.json))),
            .init("violations", .array(findings.violations.map(\.json))),
        ] + omitted + [
            .init("held", .array(findings.held.map(\.json))),
            .init("steps", .array(findings.steps.map(\.json))),
        ]
    }

    /// Beyond the schema, and only when the list of violations is short of some: a cap must not pass in silence.
    private var omitted: [JSONValue.Member] {
        findings.violationsOmitted > 0 ? [.init("violations_omitted", .integer(findings.violationsOmitted))] : []
    }
}
