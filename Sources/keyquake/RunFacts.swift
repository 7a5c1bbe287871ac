import Fleet
import Foundation
import Glibc
import Report
import Scenario

/// What a report says of a run that its history does not: measured while it ran, or read from its former report.
struct RunFacts {
    private var started = "unknown"
    private var machine = "unknown"
    private var startMilliseconds: Double?
    private var meanMemory: Double?
    private var redisVersion: String?
    private var probeInterval: Double
    private var isInterrupted = false
    private var httpInterval: Double?

    /// Of a run that has just ended.
    init(_ record: RunRecord) {
        started = Self.utc(record.startedUnixSeconds)
        machine = machineDescription()
        startMilliseconds = record.fleetStartMilliseconds
        meanMemory = record.pssKiBMean
        redisVersion = record.redisVersion
        probeInterval = record.probeIntervalMilliseconds
        isInterrupted = record.isInterrupted
        httpInterval = record.http?.probeIntervalMilliseconds
    }

    /// Of a run that ended long ago; one whose coordinator was killed left no report, and most of this is unknown.
    init(readFrom directory: RunDirectory, _ plan: Plan) {
        probeInterval = plan.probeIntervalMilliseconds
        guard let data = FileManager.default.contents(atPath: directory.file("report.json")),
            let report = try? JSONSerialization.jsonObject(with: data) as? [String: Any]
        else { return }
        let fleet = report["fleet"] as? [String: Any]
        let redis = report["redis"] as? [String: Any]
        started = report["started"] as? String ?? started
        machine = report["machine"] as? String ?? machine
        let http = fleet?["http"] as? [String: Any]
        startMilliseconds = (http ?? fleet)?["start_ms"] as? Double
        meanMemory = (http ?? fleet)?["pss_kib_mean"] as? Double
        httpInterval = http?["probe_interval_ms"] as? Double
        redisVersion = redis?["version"] as? String
    }

    func description(of plan: Plan, _ directory: RunDirectory, rerun: String) -> RunDescription {
        var description = RunDescription(
            plan: plan, started: started, machine: machine, startMilliseconds: startMilliseconds,
            meanProportionalKibibytes: meanMemory, redisVersion: redisVersion,
            probeIntervalMilliseconds: probeInterval, directory: directory.path, rerun: rerun,
            isInterrupted: isInterrupted)
        if plan.fleet.http || plan.isForeign {
            description.http = HTTPDescription(isForeign: plan.isForeign, probeIntervalMilliseconds: httpInterval)
        }
        return description
    }

    private static func utc(_ seconds: Int) -> String {
        Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    }
}
