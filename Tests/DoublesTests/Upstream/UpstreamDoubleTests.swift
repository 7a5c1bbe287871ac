import Credentials
import RedisFixture
import RedisLink
import Testing

@testable import Doubles

/// The double, spoken to by raw sockets.
@Suite struct UpstreamDoubleTests {
    @Test func `it counts who is connected under what, and what became of everybody`() async throws {
        try await withLoop { loop in
            let stand = try UpstreamStand(on: loop)
            let first = try await stand.open("one")
            let second = try await stand.open("one", as: "8.3")
            let third = try await stand.open("two")
            #expect(stand.open(1) == 1 && stand.open(1, of: 8) == 1 && stand.open(2) == 1)
            first.finish()
            #expect(try await first.ending() == .finished, "it closes when the replica does")
            third.reset()
            try await stand.untilOpen(1)
            second.close()
            try await stand.untilOpen(0)
            #expect(
                stand.story == [
                    "7.0 1 opened", "8.3 1 opened", "7.0 2 opened", "7.0 1 closed", "7.0 2 broken", "8.3 1 closed",
                ])
        }
    }

    @Test func `two connections of one replica under one credential are seen as such`() async throws {
        try await withLoop { loop in
            let stand = try UpstreamStand(on: loop)
            let both = [try await stand.open("one"), try await stand.open("one")]
            #expect(stand.open(1) == 2)
            for end in both { end.close() }
            try await stand.untilOpen(0)
            #expect(stand.upstream.counts.map(\.most) == [2])
        }
    }

    @Test(arguments: ["unknown", "", "one ", "ONE"])
    func `a credential that it does not know is refused`(credential: String) async throws {
        try await withLoop { loop in
            let stand = try UpstreamStand(on: loop)
            let end = try await stand.visit(credential)
            try await stand.expect("refused\n", on: end)
            #expect(try await end.ending() == .finished)
            #expect(stand.story == ["7.0 \(UpstreamKey.unknown) refused"])
        }
    }

    @Test func `a credential is good within its window only, and a connection outlives it`() async throws {
        try await withLoop { loop in
            let stand = try UpstreamStand(on: loop)
            let now = loop.now
            let hour: UInt64 = 3_600_000_000_000
            stand.upstream.learn([
                UpstreamKey(number: 3, secret: Secret(text: "past"), window: 0...now - 1),
                UpstreamKey(number: 4, secret: Secret(text: "future"), window: now + hour...UInt64.max),
                UpstreamKey(number: 5, secret: Secret(text: "present"), window: 0...now + hour),
            ])
            for credential in ["past", "future"] {
                try await stand.expect("refused\n", on: try await stand.visit(credential))
            }
            let end = try await stand.open("present")
            stand.upstream.learn([UpstreamKey(number: 5, secret: Secret(text: "present"), window: 0...now)])
            try await stand.expect("refused\n", on: try await stand.visit("present"))
            #expect(stand.open(5) == 1, "else a leaked client would not be seen")
            withExtendedLifetime(end) {}
        }
    }

    @Test func `updates are numbered, reach whom they are for, and newcomers learn the latest number`() async throws {
        try await withLoop { loop in
            let stand = try UpstreamStand(on: loop)
            let one = try await stand.open("one")
            let two = try await stand.open("two")
            #expect(stand.upstream.publish(to: nil) == (1, 2))
            #expect(stand.upstream.publish(to: [2]) == (2, 1))
            #expect(stand.upstream.publish(to: [1, 2]) == (3, 2))
            try await stand.expect("update 1\nupdate 3\n", on: one)
            try await stand.expect("update 1\nupdate 2\nupdate 3\n", on: two)
            #expect(stand.upstream.publish(to: [2]) == (4, 1))
            _ = try await stand.open("one", as: "9.0", data: 3)
            _ = try await stand.open("two", as: "9.0", data: 4)
        }
    }

    @Test func `held starts wait for the end of the fault, and are judged by what is true then`() async throws {
        try await withLoop { loop in
            let stand = try UpstreamStand(on: loop)
            let scope = UpstreamScope(replicas: [7])
            #expect(stand.upstream.apply(UpstreamFault(id: 1, kind: .hold, scope: scope)))
            let held = [try await stand.visit("one"), try await stand.visit("two"), try await stand.visit("one")]
            _ = try await stand.open("one", as: "8.0")
            try await loop.until("three are held") { stand.upstream.held == 3 }
            #expect(stand.upstream.proof(of: 1) == 3)
            #expect(try held[0].receiveNow() == nil)
            held[2].close()
            try await loop.until("one gave up") { stand.upstream.held == 2 }
            stand.upstream.learn([UpstreamKey(number: 2, secret: Secret(text: "two"), window: 0...1)])
            #expect(stand.upstream.lift(1) == 3)
            try await stand.expect("ok 0\n", on: held[0])
            try await stand.expect("refused\n", on: held[1])
            #expect(
                stand.story.filter { $0.contains("7.0 1") } == [
                    "7.0 1 held", "7.0 1 held", "7.0 1 gone", "7.0 1 opened",
                ])
        }
    }

    @Test func `starts fail or are refused by order, and open connections are not touched`() async throws {
        try await withLoop { loop in
            let stand = try UpstreamStand(on: loop)
            let open = try await stand.open("one")
            #expect(stand.upstream.apply(UpstreamFault(id: 1, kind: .fail, scope: UpstreamScope(credentials: [1]))))
            #expect(stand.upstream.apply(UpstreamFault(id: 2, kind: .refuse, scope: UpstreamScope(credentials: [2]))))
            #expect(try await stand.visit("one").ending() == .reset)
            try await stand.expect("refused\n", on: try await stand.visit("two"))
            #expect(stand.upstream.publish(to: [1]) == (1, 1))
            try await stand.expect("update 1\n", on: open)
            #expect(stand.upstream.lift(1) == 1 && stand.upstream.lift(2) == 1 && stand.upstream.lift(2) == nil)
            _ = try await stand.open("one", data: 1)
        }
    }

    @Test func `connections are dropped by order, by replica and credential`() async throws {
        try await withLoop { loop in
            let stand = try UpstreamStand(on: loop)
            let dropped = try await stand.open("one")
            let spared = [try await stand.open("two"), try await stand.open("one", as: "8.0")]
            #expect(stand.upstream.drop(UpstreamScope(replicas: [7], credentials: [1])) == 1)
            #expect(try await dropped.ending() == .reset)
            #expect(stand.upstream.ledger.open == 2)
            #expect(stand.upstream.drop(.everything) == 2)
            for end in spared { #expect(try await end.ending() == .reset) }
            #expect(stand.story.suffix(3).allSatisfy { $0.hasSuffix("dropped") })
        }
    }

    @Test(arguments: [
        "hello\none\n", "replica 7\none\n", "replica x.0\none\n", "replica 7.0.1\none\n", "replica  7.0\none\n",
    ])
    func `who does not say who it is is shown out without a word`(text: String) async throws {
        try await withLoop { loop in
            let stand = try UpstreamStand(on: loop)
            let end = try TestEnd.connect(to: stand.upstream.port, on: loop)
            try await end.send(Array(text.utf8))
            _ = try await end.ending()
            #expect(stand.story == [])
        }
    }

    @Test func `events are taken as whoever is good at that moment, and denied to others`() async throws {
        try await withLoop { loop in
            let stand = try UpstreamStand(on: loop)
            let end = try await stand.open("one")
            try await end.send(Array("events two\nevents one\n".utf8))
            try await loop.until("both came") { stand.story.count == 3 }
            stand.upstream.learn([UpstreamKey(number: 1, secret: Secret(text: "one"), window: 0...1)])
            try await end.send(Array("events one\nevents nobody\nevents \n".utf8))
            try await stand.expect("denied one\ndenied nobody\ndenied \n", on: end)
            let unknown = UpstreamKey.unknown
            #expect(
                stand.story == ["7.0 1 opened", "7.0 2 events", "7.0 1 events", "7.0 1 denied"]
                    + ["7.0 \(unknown) denied", "7.0 \(unknown) denied"])
            #expect(stand.open(1) == 1 && stand.upstream.ledger.open == 1)
        }
    }

    @Test func `who talks on after its greeting, or never ends a line, is shown out`() async throws {
        try await withLoop { loop in
            let stand = try UpstreamStand(on: loop)
            let talker = try await stand.open("one")
            try await talker.send(Array("more\n".utf8))
            _ = try await talker.ending()
            let endless = try TestEnd.connect(to: stand.upstream.port, on: loop)
            try await endless.send([UInt8](repeating: 0x61, count: 20_000))
            _ = try await endless.ending()
            #expect(stand.story == ["7.0 1 opened", "7.0 1 broken"])
        }
    }

    @Test func `a greeting may come byte by byte`() async throws {
        try await withLoop { loop in
            let stand = try UpstreamStand(on: loop)
            let end = try TestEnd.connect(to: stand.upstream.port, on: loop)
            try await end.send(Array("replica 7.0\none\n".utf8), chunk: { 1 })
            try await stand.expect("ok 0\n", on: end)
        }
    }

    @Test func `a thousand connections come and go, and none is left`() async throws {
        try await withLoop(deadline: .seconds(60)) { loop in
            let stand = try UpstreamStand(on: loop)
            for _ in 0..<10 {
                var ends: [TestEnd] = []
                for number in 0..<100 { ends.append(try await stand.visit("one", as: "\(number).0")) }
                try await stand.untilOpen(100)
                for (place, end) in ends.enumerated() { place.isMultiple(of: 2) ? end.close() : end.reset() }
                try await stand.untilOpen(0)
            }
            #expect(stand.upstream.counts.allSatisfy { $0.most == 1 && $0.opened == 10 })
        }
    }
}
