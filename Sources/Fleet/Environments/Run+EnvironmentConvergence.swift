import Credentials
import History
import ReplicaProcess

extension Run {
    /// Waits until every replica that is alive and not held shows the newest documents; returns those that do not by
    /// then. An answer counts for what was asked of it; so all are asked again when a document came meanwhile.
    func unconvergedOnEnvironments(until end: UInt64) async -> [Member] {
        var reached: [Life: [EnvironmentID: Version]] = [:]
        while true {
            let wanted = wantedVersions
            let missing = outage.isOngoing ? [] : fleet.available.filter { reached[$0.life] != wanted }
            guard !missing.isEmpty, loop.now < end, !isInterrupted else { return missing }
            await inWindows(missing) { [self] member in
                guard let reports = await fleet.environmentStatus(of: member) else { return }
                if shows(wanted, reports, member) { reached[member.life] = wanted }
            }
            await loop.sleep(nanoseconds: Self.betweenLooks)
        }
    }

    private static var betweenLooks: UInt64 { 5_000_000 }

    /// Of each environment the newest version that was acknowledged; a deletion's, too.
    private var wantedVersions: [EnvironmentID: Version] {
        Dictionary(
            environments.all.compactMap { each in each.version.map { (each.id, $0) } }, uniquingKeysWith: { $1 })
    }

    private func shows(
        _ wanted: [EnvironmentID: Version], _ reports: [EnvironmentReport], _ member: Member
    ) -> Bool {
        environments.all.allSatisfy { environment in
            guard let version = wanted[environment.id] else { return true }
            if closedEnvironments.contains(ClosedEnvironment(life: member.life, id: environment.id)) { return true }
            let report = reports.first { $0.environment == environment.token.id }
            if environment.state == .removed { return report == nil }
            return report?.status.version.map { $0 >= version } ?? false
        }
    }
}

/// One replica shows it no more, by order.
struct ClosedEnvironment: Hashable {
    let life: Life
    let id: EnvironmentID
}
