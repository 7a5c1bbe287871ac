import Credentials

/// Managed keys for a benchmark, with their tokens: as an operator might have made them, over some weeks, for teams.
struct BenchKeySet {
    /// `kq_` and 43 characters, in the order of the records.
    let tokens: [[UInt8]]
    let records: [ManagedKeyRecord]

    private static let teams = 100
    private static let week: Int64 = 7 * 86_400_000
    /// One in so many has expired.
    static let expiredEach = 4

    /// - Parameter now: Unix milliseconds.
    init(_ count: Int, now: Int64) {
        var source = SystemRandomNumberGenerator()
        let keys = (0..<count).map { number in
            let token = ManagedKeyToken.random(using: &source)
            let id = ManagedKeyID.random(using: &source)
            return (token, Self.record(number, of: count, id, token, now))
        }
        tokens = keys.map { $0.0.secret.withBytes { $0 } }
        records = keys.map(\.1)
    }

    private static func record(
        _ number: Int, of count: Int, _ id: ManagedKeyID, _ token: ManagedKeyToken, _ now: Int64
    ) -> ManagedKeyRecord {
        let created = WallTime(milliseconds: now - week - Int64(count - number))
        let end = now + (number.isMultiple(of: expiredEach) ? -1000 : week)
        return ManagedKeyRecord(
            id: id, name: "a key of the benchmark, number \(number)",
            userPath: try? UserPath.normalized("/team/\(number % teams)"),  // a path of ours is canonical
            redactedValue: token.redacted, hash: token.hash, expiresAt: WallTime(milliseconds: end),
            createdAt: created, updatedAt: created, revision: Epoch(UInt64(created.milliseconds)) ?? .zero)
    }
}
