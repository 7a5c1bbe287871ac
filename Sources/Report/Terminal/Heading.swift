import Checks

/// What ran: three lines.
struct Heading {
    let run: RunReport
    let ink: Ink

    var lines: [String] {
        let title = ink(.strong, about.scenario.onOneLine)
        let purpose = about.about.clipped(to: TerminalLimits.lineLength - about.scenario.count)
        return [
            purpose.isEmpty ? title : "\(title): \(purpose)",
            [fleet, redis, "seed \(about.seed)", duration].joined(separator: " · "),
            probes,
        ]
    }

    private var about: RunDescription { run.description }

    private var fleet: String {
        let facts = [
            about.startMilliseconds.map { "up in \(Figures.duration(milliseconds: $0))" },
            about.meanProportionalKibibytes.map { "\(Figures.count(Int($0.rounded()))) KiB each" },
        ].compactMap(\.self)
        let replicas = Figures.counted(about.replicas, noun)
        return facts.isEmpty ? replicas : "\(replicas) (\(facts.joined(separator: ", ")))"
    }

    private var noun: String {
        guard let http = about.http else { return "replica" }
        return http.isForeign ? "foreign program" : "HTTP replica"
    }

    private var redis: String {
        "redis \(about.redisTopology.onOneLine)" + (about.redisVersion.map { " \($0.onOneLine)" } ?? "")
    }

    private var duration: String {
        Figures.duration(milliseconds: run.findings.runDurationMilliseconds)
            + (about.isInterrupted ? ", interrupted" : "")
    }

    /// What is asked over HTTP is a figure of its own: it costs the replica a request, and another process its time.
    private var overHTTP: String {
        guard let interval = about.http?.probeIntervalMilliseconds else { return "" }
        let count = Figures.count(run.findings.probes.overHTTP)
        return "\(count) over HTTP every \(Figures.milliseconds(interval)), "
    }

    private var probes: String {
        let probes = run.findings.probes
        if let http = about.http, http.isForeign, let interval = http.probeIntervalMilliseconds {
            return
                "\(Figures.counted(probes.made, "probe")) over HTTP, one every \(Figures.milliseconds(interval)) per hot "
                + "credential; \(Figures.count(probes.owed)) owed"
        }
        let interval = Figures.milliseconds(about.probeIntervalMilliseconds)
        return "\(Figures.counted(probes.made, "probe")), one every \(interval) per hot credential; "
            + "\(Figures.count(probes.outside)) from outside, \(overHTTP)\(Figures.count(probes.owed)) owed"
    }
}
