import Credentials
import Testing

@testable import ReplicaCore

/// How documents reach a replica, and what it puts back.
struct EnvironmentReadingTests {
    @Test func `a replica is ready when the index and every document that it names was read`() throws {
        var keep = Keep()
        try keep.write(EnvironmentDocument("A", of: "a"))
        try keep.write(EnvironmentDocument("B", of: "b"))
        keep.handle(.started)
        #expect(keep.handle(.linkUp).reads == ["index"])
        #expect(keep.handle(.indexEnded(.success(keep.index))).reads == ["a", "b"])
        let first = try #require(keep.stands[EnvironmentID("a")])
        #expect(!keep.handle(.documentEnded(first.id, .success(.record(first)))).contains(.ready))
        #expect(keep.sdk("A") == "a" && !keep.keeper.gate.isComplete)
        let second = try #require(keep.stands[EnvironmentID("b")])
        #expect(keep.handle(.documentEnded(second.id, .success(.record(second)))).contains(.ready))
        #expect(keep.keeper.gate.isComplete)
    }

    @Test func `a replica without Redis is ready in time, and complete only when everything was read`() throws {
        var keep = Keep()
        try keep.write(EnvironmentDocument("A"))
        keep.handle(.started)
        keep.pass(2_000)
        #expect(keep.handle(.tick).contains(.ready))
        #expect(!keep.keeper.gate.isComplete)
        keep.handle(.linkUp)
        keep.handle(.indexEnded(.success(keep.index)))
        keep.handle(.documentEnded(EnvironmentID("e"), .failure(.deadline)))
        #expect(!keep.keeper.gate.isComplete)
        try keep.poll()
        #expect(keep.keeper.gate.isComplete && keep.sdk("A") == "e")
    }

    @Test func `a poll reads the index only, and of documents those that are higher`() throws {
        var keep = try Keep(holding: EnvironmentDocument("A", of: "a"), EnvironmentDocument("B", of: "b"))
        #expect(try keep.poll().reads == ["index"])
        try keep.write(EnvironmentDocument("B2", of: "b"))
        #expect(try keep.poll().reads == ["index", "b"])
        #expect(keep.sdk("B2") == "b")
    }

    @Test func `a push that arrives after a newer poll changes nothing, but is a reason to look`() throws {
        var keep = try Keep(holding: EnvironmentDocument("A"))
        let old = try keep.write(EnvironmentDocument("B"))
        try keep.write(EnvironmentDocument("C"))
        try keep.poll()
        #expect(keep.handle(.pushed(old)).reads == ["index"])
        #expect(keep.sdk("C") == "e" && keep.sdk("B") == nil)
    }

    @Test func `a read that was overtaken by a push undoes nothing, and puts nothing back`() throws {
        var keep = try Keep(holding: EnvironmentDocument("A"))
        let before = keep.index
        for _ in 0..<8 where keep.keeper.indexRead == nil { keep.wakeUp() }
        try keep.push(EnvironmentDocument("B"))
        #expect(keep.handle(.indexEnded(.success(before))).reads == ["index"])
        #expect(keep.keeper.owed.isEmpty && keep.sdk("B") == "e")
        try keep.answerAll()
        #expect(keep.keeper.owed.isEmpty && keep.keeper.documents.lost == 0)
    }

    @Test func `a gap in the messages is counted, and the index read`() throws {
        var keep = try Keep(holding: EnvironmentDocument("A"))
        try keep.write(EnvironmentDocument("B"))
        #expect(try keep.push(EnvironmentDocument("C")).reads == ["index"])
        #expect(keep.keeper.documents.gaps == 1 && keep.sdk("C") == "e")
    }

    @Test func `a document version after data loss: what is held stays in force and is put back within the jitter`()
        throws
    {
        var keep = try Keep(holding: EnvironmentDocument("A"))
        let old = try #require(keep.stands[EnvironmentID("e")])
        try keep.push(EnvironmentDocument("B"))
        let held = try #require(keep.stands[EnvironmentID("e")])
        for stands in [old, nil] {
            keep.replace(EnvironmentID("e"), with: stands)
            try keep.poll()
            #expect(keep.sdk("B") == "e")
            keep.pass(51)
            #expect(keep.handle(.tick).contains(.putBack(held)))
            keep.replace(EnvironmentID("e"), with: held)
            let written = EnvironmentPutBack(didWrite: true, stands: .record(held))
            #expect(
                keep.handle(.putBackEnded(held.id, .success(written))).notes == [
                    .putBack(held.id, version: held.version)
                ])
        }
        #expect(keep.keeper.documents.lost == 2 && keep.keeper.documents.putBack == 2)
    }

    @Test func `absent is not deleted: an environment that the index lost goes on, and a tombstone is put back`() throws
    {
        var keep = try Keep(holding: EnvironmentDocument("A"))
        let tombstone = try keep.delete(EnvironmentID("e"))
        keep.handle(.pushed(tombstone))
        keep.replace(EnvironmentID("e"), with: nil)
        try keep.poll()
        keep.pass(51)
        #expect(keep.handle(.tick).contains(.putBack(tombstone.record)))
    }

    @Test func `with repair none nothing is put back, and what is held stays`() throws {
        var keep = try Keep(holding: EnvironmentDocument("A")) { $0.repair = .none }
        keep.replace(EnvironmentID("e"), with: nil)
        try keep.poll()
        keep.pass(100)
        #expect(keep.handle(.tick).reads.isEmpty && keep.sdk("A") == "e")
        #expect(keep.keeper.documents.lost == 1)
    }

    @Test func `a put-back that lost takes over what stands there`() throws {
        var keep = try Keep(holding: EnvironmentDocument("A"))
        let held = try #require(keep.stands[EnvironmentID("e")])
        keep.replace(EnvironmentID("e"), with: nil)
        try keep.poll()
        let winner = try keep.write(EnvironmentDocument("W")).record
        keep.pass(51)
        #expect(keep.handle(.tick).contains(.putBack(held)))
        let written = EnvironmentPutBack(didWrite: false, stands: .record(winner))
        keep.handle(.putBackEnded(held.id, .success(written)))
        #expect(keep.sdk("W") == "e" && keep.sdk("A") == nil && keep.keeper.documents.putBack == 0)
    }

    @Test func `a put-back without an answer is looked after`() throws {
        var keep = try Keep(holding: EnvironmentDocument("A"))
        keep.replace(EnvironmentID("e"), with: nil)
        try keep.poll()
        keep.pass(51)
        keep.handle(.tick)
        #expect(keep.handle(.putBackEnded(EnvironmentID("e"), .failure(.unknown))).reads == ["index"])
        try keep.answerAll()
        #expect(keep.keeper.owed.count == 1)
    }

    @Test func `two documents with one number: the digest decides, everywhere the same, and it is counted`() throws {
        var keep = try Keep(holding: EnvironmentDocument("A"))
        let one = try keep.write(EnvironmentDocument("B"), version: 500)
        let other = try keep.write(EnvironmentDocument("C"), version: 500)
        let winner = one.record.version < other.record.version ? "C" : "B"
        for order in [[one, other], [other, one]] {
            var copy = keep
            for message in order { copy.handle(.pushed(message)) }
            #expect(copy.sdk("B") == (winner == "B" ? "e" : nil) && copy.sdk("C") == (winner == "C" ? "e" : nil))
            #expect(copy.keeper.documents.conflicts == 1)
        }
    }

    @Test func `what is malformed changes nothing, is counted once, and is not put back over`() throws {
        var keep = try Keep(holding: EnvironmentDocument("A"))
        let entry = [Array("e".utf8), Array("nonsense".utf8)]
        for _ in 0..<3 {
            for _ in 0..<8 where keep.keeper.indexRead == nil { keep.wakeUp() }
            keep.handle(.indexEnded(.success(EnvironmentIndex(hash: entry, now: keep.now.wall))))
        }
        #expect(keep.keeper.documents.malformed == 1 && keep.keeper.owed.isEmpty && keep.sdk("A") == "e")
        let newer = EnvironmentIndex(hash: [entry[0], Array("900:0123456789abcdef".utf8)], now: keep.now.wall)
        for flaw in [MalformedDocument(place: "", reason: .notJSON), .init(place: "", reason: .notJSON)] {
            for _ in 0..<8 where keep.keeper.indexRead == nil { keep.wakeUp() }
            #expect(keep.handle(.indexEnded(.success(newer))).reads == ["e"])
            keep.handle(.documentEnded(EnvironmentID("e"), .success(.malformed(flaw))))
        }
        #expect(keep.keeper.documents.malformed == 2 && keep.sdk("A") == "e")
        #expect(keep.handle(.pushed(nil)).reads == ["index"])
    }

    @Test func `answers of a link that was lost prove nothing`() throws {
        var keep = try Keep(holding: EnvironmentDocument("A"))
        for _ in 0..<8 where keep.keeper.indexRead == nil { keep.wakeUp() }
        keep.handle(.linkDown)
        keep.handle(.indexEnded(.success(EnvironmentIndex())))
        #expect(keep.keeper.owed.isEmpty && keep.keeper.documents.lost == 0)
        #expect(keep.handle(.linkUp).reads == ["index"])
    }

    @Test func `an outage is told with its length when the store answers again`() throws {
        var keep = try Keep(holding: EnvironmentDocument("A"))
        let lastGood = keep.now.steady
        keep.handle(.linkDown)
        keep.pass(700)
        keep.handle(.linkUp)
        #expect(try keep.answerAll().notes == [.recovered(lastGood: lastGood)])
    }
}
