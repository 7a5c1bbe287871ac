import Foundation
import History
import HistoryLog
import Testing

struct HistoryFileTests {
    @Test func `what each writer appended is what a reader sees, while it runs`() throws {
        let history = try TemporaryHistory()
        let reader = try history.reopened()
        let coordinator = history.file.writer(of: .coordinator)
        coordinator.append(.fleetReady(replicas: 1), at: 10)
        #expect(reader.region(of: .coordinator)?.records.map(\.event) == [.fleetReady(replicas: 1)])
        history.file.writer(of: replica).append(.stopping, at: 20, incarnation: first)
        coordinator.append(.leftover(.keys, count: 0), at: 30)
        #expect(reader.region(of: .coordinator)?.records.map(\.sequence) == [0, 1])
        #expect(reader.region(of: replica)?.records.map(\.time) == [20])
        #expect(reader.region(of: .zygote)?.records.isEmpty == true)
        #expect(reader.damage().isEmpty)
    }

    @Test func `a writer made later goes on where the last one stopped`() throws {
        let history = try TemporaryHistory()
        history.file.writer(of: replica).append(.stopping, at: 1, incarnation: first)
        history.file.writer(of: replica).append(.ended, at: 2, incarnation: second)
        let records = try #require(history.file.region(of: replica)).records
        #expect(records.map(\.sequence) == [0, 1])
        #expect(records.map(\.incarnation) == [1, 2])
    }

    @Test func `a full region counts what it loses and keeps what it has`() throws {
        let history = try TemporaryHistory()
        let writer = history.file.writer(of: replica)
        for time in 0..<7 { writer.append(.lagged(from: UInt64(time)), at: UInt64(time), incarnation: first) }
        let region = try #require(try history.reopened().region(of: replica))
        #expect(region.records.map(\.time) == [0, 1, 2, 3])
        #expect(region.lost == 3)
        #expect(history.file.writer(of: replica).lostCount == 3)
        #expect(try history.reopened().damage().isEmpty)
    }

    @Test func `a live status is the newest whole one`() throws {
        let history = try TemporaryHistory()
        let reader = try history.reopened()
        let writer = history.file.writer(of: replica)
        #expect(reader.status(of: ReplicaID(1)) == .none)
        for number in 1...5 {
            let status = LiveStatus(
                incarnation: Incarnation(UInt16(number)), isReady: number > 2,
                version: VersionStamp(epoch: UInt64(number), nonce: .max - UInt64(number)),
                fingerprint: FingerprintBits(0xFFFF_FFFF_FFFF), lastGoodRead: UInt64(number) << 50)
            writer.publish(status)
            #expect(reader.status(of: ReplicaID(1)) == status)
        }
        #expect(reader.status(of: ReplicaID(2)) == .none)
        #expect(reader.damage().isEmpty)
    }

    @Test func `a directory that is not there is an error value`() {
        #expect(throws: HistoryError.self) {
            try HistoryFile.create(at: "/nowhere/at/all/history.kq", layout: .small)
        }
        #expect(throws: HistoryError.self) { try HistoryFile.open(at: "/nowhere/at/all/history.kq") }
    }

    @Test func `a history that exceeds the disk is an error value and leaves no file`() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "keyquake-\(UUID())")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }  // nobody to tell
        let path = directory.appending(path: "history.kq").path
        let layout = HistoryLayout(
            replicas: 1, cells: 0, replicaRecords: 1 << 52, coordinatorRecords: 1, zygoteRecords: 1)
        let error = #expect(throws: HistoryError.self) { try HistoryFile.create(at: path, layout: layout) }
        #expect(error?.description.contains("allocate") == true)
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test func `an existing history is never overwritten`() throws {
        let history = try TemporaryHistory()
        #expect(throws: HistoryError.self) { try HistoryFile.create(at: history.path, layout: .small) }
    }
}

struct HistoryDemandTests {
    @Test func `a rotation storm fits twice over and stays small`() {
        let demand = HistoryDemand(replicas: 50, credentials: 210, seconds: 15, operations: 200, steps: 210)
        #expect(demand.layout.replicaRecords > 2 * 210 * 15)
        #expect(demand.layout.cells >= 210)
        #expect(demand.layout.bytes < 100 << 20)
    }

    @Test func `twelve hundred replicas stay under a gibibyte and keep room each`() {
        let layout = HistoryDemand(replicas: 1_200, credentials: 4, seconds: 20, operations: 1, steps: 2).layout
        #expect(layout.bytes < 400 << 20)
        #expect(layout.replicaRecords >= 1_024)
    }

    @Test func `a demand beyond the limit is cut, not refused`() {
        let layout = HistoryDemand(replicas: 2_000, credentials: 500, seconds: 600, operations: 500, steps: 500).layout
        #expect(layout.bytes <= HistoryDemand.maximumBytes + (1 << 26))
        #expect(layout.replicaRecords >= 1_024)
    }
}
