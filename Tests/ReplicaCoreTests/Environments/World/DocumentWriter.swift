import Credentials

@testable import ReplicaCore

/// Writes random documents, as an owner would who knows nothing of ours: keys come again, swap roles, end soon or have
/// ended, are listed twice, in any order.
struct DocumentWriter {
    struct Keys {
        var primary: Int?
        var grace: (key: Int, end: Int64)?
        var entries: [(key: Int, end: Int64?)] = []
    }

    /// Keys of one kind and environment that there are; few, so that they meet again in other roles.
    static let keysEach = 5

    private var random: SeededGenerator
    /// What the latest document of an environment says.
    private(set) var latest: [Int: (sdk: Keys, mobile: Keys)] = [:]

    /// Milliseconds from now.
    private let longestGrace: Int64

    init(seed: UInt64, longestGrace: Int64 = 900) {
        self.longestGrace = longestGrace
        random = SeededGenerator(seed: seed)
    }

    /// The text of a new document up to its version's number.
    mutating func next(_ environment: Int, at now: Int64) -> [UInt8] {
        var (sdk, mobile) = latest[environment] ?? (Keys(primary: nil), Keys(primary: nil))
        change(&sdk, environment, at: now, mustHavePrimary: true)
        change(&mobile, environment, at: now, mustHavePrimary: false)
        latest[environment] = (sdk, mobile)
        return again(environment)
    }

    /// The same document in other words: another order, entries twice.
    mutating func again(_ environment: Int) -> [UInt8] {
        let (sdk, mobile) = latest[environment] ?? (Keys(primary: 1), Keys())
        let mobilePrimary = mobile.primary.map { "\"\(TraceKeys.mobile($0))\"" } ?? "\"\""
        // The older name alone, both, or an empty newer one: B19.
        let usesOlderName = Int.random(in: 0..<3, using: &random) == 0
        let parts = [
            "\"envID\":\"\(Self.id(environment))\"", "\"mobKey\":\(mobilePrimary)",
            "\"sdkKey\":\(text(sdk, TraceKeys.sdk, value: sdk.primary.map { "\"\(TraceKeys.sdk($0))\"" } ?? "\"\""))",
            "\"mobileKey\":\(text(mobile, TraceKeys.mobile, value: usesOlderName ? "\"\"" : mobilePrimary))",
            "\"unheardOf\":[\(Int.random(in: 0...9, using: &random))]",
        ]
        return Array(("{" + parts.shuffled(using: &random).joined(separator: ",") + ",\"version\":").utf8)
    }

    static func id(_ environment: Int) -> String { "env-\(environment)" }

    private mutating func change(_ keys: inout Keys, _ environment: Int, at now: Int64, mustHavePrimary: Bool) {
        let old = keys.primary
        if old == nil && mustHavePrimary || chance(3) { keys.primary = key(environment) }
        if chance(2) {
            keys.grace = chance(3) ? nil : (chance(3) ? key(environment) : old ?? key(environment), end(now))
        }
        if chance(2) {
            keys.entries = (0..<Int.random(in: 0...3, using: &random)).map { _ in
                (key(environment), chance(2) ? nil : end(now))
            }
        }
    }

    /// Now and then a key of the next environment: keys move.
    private mutating func key(_ environment: Int) -> Int {
        let owner = chance(12) ? environment + 1 : environment
        return owner * 10 + Int.random(in: 1...Self.keysEach, using: &random)
    }

    /// Soon, or just past.
    private mutating func end(_ now: Int64) -> Int64 { now + Int64.random(in: -50...longestGrace, using: &random) }

    private mutating func chance(_ outOf: Int) -> Bool { Int.random(in: 0..<outOf, using: &random) == 0 }

    /// The first of several ends of one key must stay the first; all else may move.
    private mutating func text(_ keys: Keys, _ name: (Int) -> String, value: String) -> String {
        var entries = keys.entries
        if !entries.isEmpty, chance(3) { entries.append(entries[Int.random(in: entries.indices, using: &random)]) }
        let texts = entries.map { entry in
            "{\"value\":\"\(name(entry.key))\"" + (entry.end.map { ",\"expiresAt\":\($0)" } ?? "") + "}"
        }
        let expiring = keys.grace.map { "{\"value\":\"\(name($0.key))\",\"timestamp\":\($0.end)}" }
        let parts =
            ["\"value\":\(value)", "\"additional\":[\(texts.joined(separator: ","))]"]
            + (expiring.map { ["\"expiring\":\($0)"] } ?? [])
        return "{" + parts.shuffled(using: &random).joined(separator: ",") + "}"
    }
}
