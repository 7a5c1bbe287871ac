import Credentials

/// One kind of decision: tables, and for each a text that a caller presents to it.
///
/// There are many of both, taken by turns: a pure function of one input would be computed once and not again.
struct HotCase {
    let what: String
    let isAccepted: Bool
    let outgoing: Int
    let tables: ContiguousArray<KeyTable>
    /// The presented texts, one behind the other, `count` bytes each.
    let presented: [UInt8]
    /// What the floor compares with each of them: as long, and equal where the decision accepts.
    let stored: [UInt8]
    let count: Int

    static let variety = 64

    /// - Parameter present: what a caller makes of the key that is in force.
    init(
        _ what: String, accepted: Bool, keyCount: Int = 48, outgoing: Int = 0, present: (_ key: [UInt8]) -> [UInt8]
    ) {
        self.what = what
        isAccepted = accepted
        self.outgoing = outgoing
        let keys = (0..<Self.variety).map { _ in randomText(keyCount) }
        let texts = keys.map(present)
        tables = ContiguousArray(keys.map { table($0, outgoing) })
        presented = texts.flatMap { $0 }
        count = presented.count / Self.variety
        stored = accepted ? presented : randomText(presented.count)
    }
}

/// A table as a replica has it: key and internal token in their four spellings, and outgoing keys in theirs.
private func table(_ key: [UInt8], _ outgoing: Int) -> KeyTable {
    let end = WallTime(nanoseconds: .max)
    return KeyTable(
        current: Secret(bytes: key),
        outgoing: (0..<outgoing).map { _ in OutgoingKey(value: Secret(bytes: randomText(key.count)), end: end) },
        internalToken: Secret(bytes: randomText(48)))
}

func randomText(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8.random(in: 0x61...0x7A) } }

extension HotCase {
    static let all = [
        HotCase("accept K", accepted: true) { $0 },
        HotCase("accept Bearer K", accepted: true) { Array("Bearer ".utf8) + $0 },
        HotCase("accept sk-K", accepted: true) { Array("sk-".utf8) + $0 },
        HotCase("accept Bearer sk-K", accepted: true) { Array("Bearer sk-".utf8) + $0 },
        HotCase("refuse, first byte", accepted: false) { [$0[0] ^ 1] + $0.dropFirst() },
        HotCase("refuse, last byte", accepted: false) { $0.dropLast() + [$0[$0.count - 1] ^ 1] },
        HotCase("refuse another key", accepted: false) { randomText($0.count) },
        HotCase("accept K, grace list", accepted: true, outgoing: 4) { $0 },
        HotCase("refuse, grace list", accepted: false, outgoing: 4) { randomText($0.count) },
        HotCase("accept a long key", accepted: true, keyCount: 200) { $0 },
        HotCase("refuse a long text", accepted: false) { randomText($0.count + 152) },
    ]
}
