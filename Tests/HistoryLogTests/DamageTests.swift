import History
@testable import HistoryLog
import Testing

/// A history with something in every place that means something.
private func written() throws -> TemporaryHistory {
    let history = try TemporaryHistory()
    history.file.writer(of: .coordinator).append(.fleetReady(replicas: 1), at: 10)
    history.file.writer(of: .zygote).append(.processForked(.redis, nil, pid: 5), at: 9)
    let writer = history.file.writer(of: replica)
    writer.append(.stopping, at: 11, incarnation: first)
    writer.append(.ended, at: 12, incarnation: first)
    writer.publish(LiveStatus(incarnation: first, isReady: true, version: VersionStamp(epoch: 7, nonce: .max)))
    let cells = ProbeCells(writer: writer, incarnation: second)
    cells.update(CredentialID(1), .accepted, call: 100, return: 101)
    return history
}

struct DamageTests {
    @Test func `an untouched history has no damage`() throws {
        #expect(try written().reopened().damage().isEmpty)
    }

    /// All bits of words that say something, and one of each byte that stays zero.
    @Test func `every flipped bit is found`() throws {
        let history = try written()
        var bytes = try history.bytes()
        var missed: [Int] = []
        for byte in bytes.indices {
            let word = bytes[(byte / 8 * 8)..<(byte / 8 * 8 + 8)]
            for bit in word.contains(where: { $0 != 0 }) ? Array(0..<8) : [byte % 8] {
                bytes[byte] ^= 1 << bit
                if isSound(&bytes) { missed.append(byte) }
                bytes[byte] ^= 1 << bit
            }
        }
        #expect(missed.isEmpty, "first missed: byte \(missed.first ?? -1)")
    }

    @Test func `a flipped bit is found in the file as on a disk`() throws {
        let history = try written()
        var bytes = try history.bytes()
        let region = try #require(history.file.region(of: replica))
        bytes[region.placement.recordsOffset + 64 + 20] ^= 4
        #expect(try history.opened(with: bytes).damage() == [Damage(.checksum, in: replica, at: 1)])
    }

    @Test func `what is not damaged can still be believed`() throws {
        let history = try written()
        var bytes = try history.bytes()
        let region = try #require(history.file.region(of: replica))
        bytes[region.placement.recordsOffset + 20] ^= 4
        #expect(try #require(history.opened(with: bytes).region(of: replica)).inspect().soundRanges == [1..<2])
        #expect(region.inspect().soundRanges == [0..<2])
    }

    @Test func `a record in the wrong place is named with the number it bears`() throws {
        let history = try written()
        var bytes = try history.bytes()
        let start = try #require(history.file.region(of: replica)).placement.recordsOffset
        for offset in 0..<64 { bytes.swapAt(start + offset, start + 64 + offset) }
        #expect(
            try history.opened(with: bytes).damage() == [
                Damage(.sequence(found: 1), in: replica, at: 0), Damage(.sequence(found: 0), in: replica, at: 1),
            ])
    }

    @Test func `a file cut off anywhere is named and never crashes`() throws {
        let history = try written()
        let bytes = try history.bytes()
        for length in stride(from: 0, to: bytes.count, by: 8) {
            let cut = Array(bytes[..<length])
            guard let file = try? history.opened(with: cut) else { continue }  // refused by name
            #expect(file.damage().contains(Damage(.truncated(bytes: length, of: bytes.count))))
            file.exportJSONLines { _ in }
        }
    }

    @Test func `a file that is something else is refused`() throws {
        let history = try written()
        let error = #expect(throws: HistoryError.self) {
            try history.opened(with: Array(repeating: 0x41, count: 9_000))
        }
        #expect(error?.code == .notAHistory)
    }

    @Test func `a record that was written but not committed is no damage`() throws {
        let history = try written()
        var bytes = try history.bytes()
        let start = try #require(history.file.region(of: replica)).placement.recordsOffset
        for offset in 0..<40 { bytes[start + 128 + offset] = UInt8(offset) }
        #expect(try history.opened(with: bytes).damage().isEmpty)
    }

    /// The checks of `open` and `damage` over memory instead of a file: the same functions, without a million files.
    private func isSound(_ bytes: inout [UInt8]) -> Bool {
        bytes.withUnsafeMutableBytes { raw in
            let file = MappedFile(borrowing: raw)
            guard let header = try? FileHeader.read(from: file), let placements = try? header.placements(in: file)
            else { return false }
            return placements.allSatisfy { Region(file: file, placement: $0)?.damage().isEmpty ?? false }
        }
    }
}
