import Credentials
import History
import Testing

@testable import ReplicaCore

/// specs/versions.md section 5; A4 rows 1, 2, 6, 7, 8, 11, 13; pitfalls 1, 2, 5 and 14.
struct PlainSlotTests {
    @Test func `the slot's value wins over the own one, and the next one over it`() throws {
        var watch = try plainWatch(holding: plain("A"))
        #expect(!watch.accepts("own"))
        #expect(watch.accepts("A"))
        #expect(watch.poll(plain("B")).applied.map(\.path) == [.poll])
        #expect(!watch.accepts("A"))
        #expect(watch.poll(plain("A")).acts == [.swap])
        #expect(watch.accepts("A"))
    }

    @Test func `a push is a hint, whatever it carries`() throws {
        var watch = try plainWatch(holding: plain("A"))
        for message in [nil, plain("B"), .blank] {
            #expect(watch.handle(.pushed(message)).acts == [.read])
            #expect(watch.accepts("A"))
            watch.handle(.readEnded(.success(plain("A"))))
        }
    }

    @Test func `a deleted slot changes no key and gets the confirmed value back`() throws {
        var watch = try plainWatch(holding: plain("A"))
        #expect(watch.poll(.absent).write == .replant(Secret(text: "A")))
        #expect(watch.accepts("A"))
        let effects = watch.handle(.writeEnded(.success(.init(didWrite: true, stands: plain("A")))))
        #expect(effects.acts == [])
        #expect(effects.events.contains { if case .wroteSlot(.replant, .ok, .zero, _) = $0 { true } else { false } })
    }

    @Test func `a value that was read long ago is never planted`() throws {
        var watch = try plainWatch(holding: plain("A"))
        watch.handle(.linkDown)
        watch.handle(.linkUp, after: 2_000)
        for _ in 0..<3 { #expect(watch.poll(.absent).write == nil) }
        #expect(watch.accepts("A"))
    }

    @Test func `a lost replant takes what stands`() throws {
        var watch = try plainWatch(holding: plain("A"))
        watch.poll(.absent)
        let effects = watch.handle(.writeEnded(.success(.init(didWrite: false, stands: plain("B")))))
        #expect(effects.applied.map(\.path) == [.repair])
        #expect(watch.accepts("B"))
    }

    @Test func `a write that lost against a slot that is gone again waits for the next poll`() throws {
        var watch = try plainWatch(holding: plain("A"))
        watch.poll(.absent)
        #expect(watch.handle(.writeEnded(.success(.init(didWrite: false, stands: .absent)))).acts == [])
        #expect(watch.poll(.absent).write == .replant(Secret(text: "A")))
    }

    @Test func `an error is not absence`() throws {
        var watch = try plainWatch(holding: plain("A"))
        watch.wakeUp()
        #expect(watch.handle(.readEnded(.failure(.refused))).write == nil)
        #expect(watch.accepts("A"))
    }

    @Test func `an absent slot is bootstrapped with the own key`() throws {
        var watch = try plainWatch(holding: .absent)
        #expect(watch.watcher.isWriting)
        watch.handle(.writeEnded(.success(.init(didWrite: true, stands: plain("own")))))
        #expect(!watch.watcher.status.isUnconfirmed)
    }

    @Test(arguments: [SlotReading.blank, .malformed(.wrongType), .malformed(.illegalCharacter), .fenced(5, "X")])
    func `what is no plain value is kept out and left alone`(reading: SlotReading) throws {
        var watch = try plainWatch(holding: plain("A"))
        for _ in 0..<3 { #expect(watch.poll(reading).acts == []) }
        #expect(watch.accepts("A"))
        #expect(watch.watcher.status.refusals.values.reduce(0, +) == 3)
    }

    @Test func `a value that overlaps with the internal token is malformed`() throws {
        var watch = try plainWatch(holding: plain("A"), internalToken: "inside")
        #expect(watch.poll(plain("sk-inside")).refusals == [.overlapping])
        #expect(watch.accepts("A"))
    }

    private func plainWatch(holding reading: SlotReading, internalToken: String? = nil) throws -> Watch {
        try Watch(holding: reading, internalToken: internalToken) { $0.format = .plain }
    }
}
