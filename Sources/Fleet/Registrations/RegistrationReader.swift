import History
import HistoryLog

/// Reads one replica's region as it grows, for what it says of registrations.
struct RegistrationReader {
    private let replica: ReplicaID
    private var read = 0

    init(replica: ReplicaID) { self.replica = replica }

    /// What has come since the last time, in order.
    mutating func news(in region: Region) -> [(RegistrationEvent, Life)] {
        let records = region.records
        guard records.count > read else { return [] }
        defer { read = records.count }
        return records[read...].compactMap { record in
            guard Self.kinds.contains(record.kind), case .registration(let event)? = record.event else { return nil }
            return (event, Life(replica, Incarnation(record.incarnation)))
        }
    }

    /// Those that a replica writes: most of what stands in a region are probes, which need not be decoded for this.
    private static let kinds = RecordKind.registrationUsed.rawValue...RecordKind.registrationFailed.rawValue
}
