import Credentials
import Testing

/// A1's forms, A4 rows 16 to 18, pitfalls 9, 10, 16, 25; V2, V5 and V8.
struct KeyTableTests {
    static let now = WallTime(milliseconds: 1_000_000)
    static let prefixes = ["", "Bearer ", "sk-", "Bearer sk-"]

    @Test(arguments: prefixes)
    func `each spelling of the current key opens both kinds of route`(prefix: String) {
        let table = KeyTable(current: Secret(text: "current"), internalToken: Secret(text: "inside"))
        #expect(decide(table, prefix + "current", on: .admin) == .admin(.current))
        #expect(decide(table, prefix + "current", on: .token) == .admin(.current))
    }

    @Test(arguments: prefixes)
    func `the internal token opens token routes and never admin routes`(prefix: String) {
        let table = KeyTable(current: Secret(text: "current"), internalToken: Secret(text: "inside"))
        #expect(decide(table, prefix + "inside", on: .token) == .internalToken)
        #expect(decide(table, prefix + "inside", on: .admin) == .refused)
    }

    @Test(arguments: [
        "", " ", "Bearer", "Bearer ", "sk-", "Bearer sk-", "\n", "current ", " current", "Current",
        "curren",
        "bearer current", "Bearer  current", "sk-sk-current", "Bearer Bearer current", "current\0",
        "\0",
    ])
    func `nothing else is a key`(token: String) {
        let table = KeyTable(current: Secret(text: "current"), internalToken: Secret(text: "inside"))
        #expect(decide(table, token) == .refused)
    }

    @Test func `an empty table and an empty key match nothing`() {
        for table in [
            KeyTable(current: nil), KeyTable(current: Secret(text: ""), internalToken: Secret(text: "")),
        ] {
            for token in Self.prefixes + ["\0", "Bearer"] { #expect(decide(table, token) == .refused) }
        }
    }

    @Test func `a key that begins with a prefix works as typed`() {
        let table = KeyTable(current: Secret(text: "sk-live"))
        #expect(decide(table, "sk-live") == .admin(.current))
        #expect(decide(table, "Bearer sk-live") == .admin(.current))
        #expect(decide(table, "sk-sk-live") == .admin(.current))
        #expect(decide(table, "live") == .refused)
    }

    @Test func `an outgoing key passes until its end and not at it`() {
        let end = Self.now
        let table = KeyTable(
            current: Secret(text: "new"), outgoing: [OutgoingKey(value: Secret(text: "old"), end: end)])
        for prefix in Self.prefixes {
            #expect(
                decide(table, prefix + "old", at: end.advanced(byNanoseconds: -1)) == .admin(.outgoing(0)))
            #expect(decide(table, prefix + "old", at: end) == .refused)
            #expect(decide(table, prefix + "new", at: end) == .admin(.current))
        }
    }

    @Test func `four outgoing keys are told apart, each with its own end`() {
        let outgoing = (0..<4).map {
            OutgoingKey(value: Secret(text: "old\($0)"), end: WallTime(milliseconds: Int64(100 + $0)))
        }
        let table = KeyTable(current: Secret(text: "new"), outgoing: outgoing)
        for index in 0..<4 {
            #expect(
                decide(table, "old\(index)", at: WallTime(milliseconds: 99)) == .admin(.outgoing(index)))
            #expect(
                decide(table, "old\(index)", at: WallTime(milliseconds: Int64(99 + index))) != .refused)
            #expect(
                decide(table, "old\(index)", at: WallTime(milliseconds: Int64(100 + index))) == .refused)
        }
    }

    @Test func `a key that is current and outgoing is labelled current`() {
        let twice = Secret(text: "twice")
        let table = KeyTable(
            current: twice, outgoing: [OutgoingKey(value: twice, end: Self.now)], internalToken: twice)
        #expect(decide(table, "twice", on: .token) == .admin(.current))
    }

    @Test func `with admin keys out of force only the internal token passes, and only where it may`() {
        let table = KeyTable(current: Secret(text: "current"), internalToken: Secret(text: "inside"))
        #expect(decide(table, "current", on: .token, refusesAdmin: true) == .refused)
        #expect(decide(table, "inside", on: .token, refusesAdmin: true) == .internalToken)
        #expect(decide(table, "inside", on: .admin, refusesAdmin: true) == .refused)
    }

    @Test(arguments: [1, 48, 53, 54, 55, 57, 60, 61, 63, 64, 65, 127, 128, 129, 4096])
    func `keys of every length match whole, and differ in any one byte`(count: Int) {
        let key = [UInt8](repeating: 0x61, count: count)
        let table = KeyTable(
            current: Secret(bytes: key), internalToken: Secret(bytes: [UInt8](repeating: 0x62, count: 70))
        )
        for prefix in Self.prefixes {
            let token = Array(prefix.utf8) + key
            #expect(decide(table, token) == .admin(.current))
            #expect(decide(table, token + [0]) == .refused)
            #expect(decide(table, token + [0x61]) == .refused)
            for position in Set([0, 1, 31, 62, 63, 64, 65, 127, token.count - 1])
            where position < token.count {
                var wrong = token
                wrong[position] ^= 1
                #expect(decide(table, wrong) == .refused)
            }
        }
        let shorter = count == 1 ? [] : Array(key.dropLast())
        #expect(decide(table, shorter) == .refused)
    }

    @Test func `a token longer than any key can be is refused`() {
        let table = KeyTable(current: Secret(bytes: [UInt8](repeating: 0x61, count: 4096)))
        #expect(decide(table, [UInt8](repeating: 0x61, count: 1 << 20)) == .refused)
    }

    @Test func `the table decides as a plain comparison does`() {
        var generator = SeededGenerator(seed: 1)
        let decisions: [Decision] = [.admin(.current), .admin(.outgoing(0)), .admin(.outgoing(1)), .internalToken]
        for _ in 0..<300 {
            let keys = (0..<4).map { _ in randomKey(&generator) }
            let ends = (0..<2).map { _ in WallTime(milliseconds: .random(in: 0...2, using: &generator)) }
            let outgoing = (0..<2).map { OutgoingKey(value: keys[$0 + 1], end: ends[$0]) }
            let table = KeyTable(current: keys[0], outgoing: outgoing, internalToken: keys[3])
            let now = WallTime(milliseconds: 1)
            for token in keys.flatMap({ KeySpellings(of: $0).all }) + [randomKey(&generator)] {
                let holders = keys.map { KeySpellings(of: $0).all.contains(token) }
                let inForce = [true, now < ends[0], now < ends[1], true]
                let first = (0..<4).first { holders[$0] && inForce[$0] }
                let expected = first.map { decisions[$0] } ?? .refused
                #expect(token.withBytes { decide(table, $0, at: now, on: .token) } == expected)
            }
        }
    }

    /// Short texts over a small alphabet, so that they often coincide; some long ones.
    private func randomKey(_ generator: inout SeededGenerator) -> Secret {
        let count =
            Int.random(in: 0..<10, using: &generator) == 0 ? 70 : Int.random(in: 1...2, using: &generator)
        return Secret(bytes: (0..<count).map { _ in UInt8.random(in: 0x61...0x62, using: &generator) })
    }

    private func decide(
        _ table: KeyTable, _ token: String, at wall: WallTime = now, on route: RouteKind = .admin,
        refusesAdmin: Bool = false
    ) -> Decision {
        decide(table, Array(token.utf8), at: wall, on: route, refusesAdmin: refusesAdmin)
    }

    private func decide(
        _ table: KeyTable, _ token: [UInt8], at wall: WallTime = now, on route: RouteKind = .admin,
        refusesAdmin: Bool = false
    ) -> Decision {
        token.withUnsafeBytes { table.decide($0, at: wall, on: route, refusesAdmin: refusesAdmin) }
    }
}
