import Foundation
import History
import HistoryLog
import Testing

/// Regions of the helper that asks replicas over HTTP.
struct ProberRegionTests {
    private static var layout: HistoryLayout {
        var layout = HistoryLayout(replicas: 2, cells: 1, replicaRecords: 4, coordinatorRecords: 4, zygoteRecords: 2)
        layout.hasProbers = true
        return layout
    }

    @Test func `each replica has one more, and both keep what is theirs`() throws {
        let history = try TemporaryHistory(Self.layout)
        let owners: [RegionOwner] = [
            .coordinator, .zygote, .replica(ReplicaID(1)), .replica(ReplicaID(2)), .prober(ReplicaID(1)),
            .prober(ReplicaID(2)),
        ]
        for (time, owner) in owners.enumerated() {
            history.file.writer(of: owner).append(.lagged(from: 0), at: UInt64(time), incarnation: first)
        }
        let reader = try history.reopened()
        #expect(reader.owners == owners)
        #expect(reader.replicas == 2)
        #expect(owners.map { reader.region(of: $0)?.records.map(\.time) } == (0..<6).map { [UInt64($0)] })
        #expect(reader.damage().isEmpty)
        #expect(Self.layout.bytes == reader.bytes)
    }

    @Test func `a file without them has none`() throws {
        let history = try TemporaryHistory()
        #expect(try history.reopened().region(of: .prober(ReplicaID(1))) == nil)
    }

    @Test func `a header that was changed to have some is damaged`() throws {
        let history = try TemporaryHistory()
        var bytes = try history.bytes()
        bytes[31] |= 0x80
        #expect(throws: HistoryError.self) { try history.opened(with: bytes) }
    }
}
