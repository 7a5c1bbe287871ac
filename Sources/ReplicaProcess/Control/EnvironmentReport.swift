import Credentials
import History
import ReplicaCore

/// One environment as a replica shows it to the coordinator: its status, whole and of one moment. No key is in it.
package struct EnvironmentReport: Equatable, Sendable {
    /// The number of its id; `unnamed` for one that the coordinator never told.
    package let environment: CredentialID
    package let status: EnvironmentStatus

    package init(environment: CredentialID, status: EnvironmentStatus) {
        self.environment = environment
        self.status = status
    }

    /// One credential as the status shows it.
    package struct Entry: Hashable, Sendable {
        package let kind: CredentialKind
        /// Masked, but for an id.
        package let text: String
        /// A predecessor is shown as `ending`, as what ends.
        package let role: EnvironmentRole
        /// Unix milliseconds; 0 for none.
        package let end: UInt64
        package let place: StatusPlace

        package init(
            _ kind: CredentialKind, _ text: String, _ role: EnvironmentRole, end: UInt64 = 0, place: StatusPlace = []
        ) {
            self.kind = kind
            self.text = text
            self.role = role
            self.end = end
            self.place = place
        }
    }

    /// Every credential that the status shows, once; and one that it shows alone without listing it.
    package var entries: [Entry] {
        let shown = status.credentials
        let id = shown.environmentID.map { [Entry(.environmentID, $0, .primary)] } ?? []
        return id + Self.entries(.sdkKey, shown.sdkKey, shown.additionalSDKKeys)
            + Self.ending(.sdkKey, shown.expiringSDKKeys, status.sdkEnds, alone: shown.expiringSDKKey)
            + Self.entries(.mobileKey, shown.mobileKey, shown.additionalMobileKeys)
            + Self.ending(.mobileKey, shown.expiringMobileKeys, status.mobileEnds, alone: shown.expiringMobileKey)
    }

    private static func entries(_ kind: CredentialKind, _ primary: String?, _ additional: [String]) -> [Entry] {
        (primary.map { [Entry(kind, $0, .primary)] } ?? [])
            + additional.enumerated().map { index, text in
                let isMisplaced = index > 0 && text < additional[index - 1]
                return Entry(kind, text, .additional, place: isMisplaced ? .misplaced : [])
            }
    }

    private static func ending(
        _ kind: CredentialKind, _ texts: [String], _ ends: [WallTime], alone: String?
    ) -> [Entry] {
        let listed = texts.enumerated().map { (ends.indices.contains($0) ? ends[$0] : WallTime(nanoseconds: 0), $1) }
        let single = alone.flatMap { texts.firstIndex(of: $0) }
        let entries = listed.enumerated().map { index, entry in
            var place: StatusPlace = index == single ? .alone : []
            if index > 0, entry < listed[index - 1] { place.insert(.misplaced) }
            return Entry(kind, entry.1, .ending, end: UInt64(max(0, entry.0.milliseconds)), place: place)
        }
        let stray = alone.map { single == nil ? [Entry(kind, $0, .ending, place: .alone)] : [] } ?? []
        return entries + stray
    }
}

extension ReplicaReport {
    /// Bytes of reports in one message, but for a report that is larger by itself.
    private static let partSize = 64 * 1024
    /// A socket takes no message over some 200 KiB.
    private static let longestReport = 160 * 1024

    /// The answer to `environmentStatus`, in as many messages as it needs. An environment whose status no message holds
    /// is left out: some thousand keys.
    package static func statusAnswer(number: UInt32, _ reports: [EnvironmentReport]) -> [ReplicaReport] {
        var parts: [[EnvironmentReport]] = [[]]
        var room = partSize
        for report in reports {
            let size = report.encodedSize
            guard size <= longestReport else { continue }
            if size > room, parts.last?.isEmpty == false {
                parts.append([])
                room = partSize
            }
            parts[parts.count - 1].append(report)
            room -= size
        }
        return parts.enumerated().map { index, part in
            .environmentStatus(number: number, part, isLast: index == parts.count - 1)
        }
    }
}
