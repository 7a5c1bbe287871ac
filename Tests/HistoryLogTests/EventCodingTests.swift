import History
import Testing

struct EventCodingTests {
    @Test(arguments: everyEvent)
    func `an event reads back as it was written`(_ event: Event) {
        let record = Record(event, at: 502, incarnation: Incarnation(4))
        #expect(record.event == event)
        #expect(record.incarnation == 4)
        #expect(record.time == 502)
    }

    @Test func `the table above has every kind`() {
        let kinds = Set(everyEvent.map { Record($0, at: 0, incarnation: Incarnation(0)).kind })
        #expect(kinds == Set(RecordKind.allCases.map(\.rawValue)))
    }

    @Test func `a probe run happened when its last probe returned, whenever it is written`() {
        #expect(Record(.probeRun(sampleRun), at: 9_999, incarnation: Incarnation(1)).time == sampleRun.lastReturn)
    }

    @Test(arguments: [UInt16(0), 21, 31, 34, 63, 80, .max])
    func `an unknown kind is no event`(_ kind: UInt16) {
        var record = Record()
        record.kind = kind
        #expect(record.event == nil)
    }

    @Test(arguments: RecordKind.allCases)
    func `words that a kind cannot have are no event, or one, but never a trap`(_ kind: RecordKind) {
        for word in [UInt64(0), 1, 255, 256, 1 << 32, 1 << 40, 1 << 63, .max] {
            var record = Record()
            record.kind = kind.rawValue
            (record.a, record.b, record.c, record.d, record.e) = (word, word, word, word, word)
            guard let event = record.event else { continue }
            #expect(Record(event, at: record.time, incarnation: Incarnation(0)).kind == kind.rawValue)
        }
    }

    @Test func `a flag is zero or one and a tag one of its enum`() {
        var ready = Record(.ready(effective: .none, confirmed: true), at: 0, incarnation: Incarnation(1))
        ready.a = 2
        #expect(ready.event == nil)
        var ended = Record(.stepEnded(step: 0, outcome: .ok), at: 0, incarnation: Incarnation(0))
        ended.a = 0
        #expect(ended.event == nil)
    }
}
