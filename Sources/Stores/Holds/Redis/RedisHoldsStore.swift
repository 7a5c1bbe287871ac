import Credentials
import RedisLink

/// The holdings in Redis: one hash.
package final class RedisHoldsStore: HoldsStore {
    package let name: HoldsName
    private let sender: any RedisSender

    package init(sender: any RedisSender, name: HoldsName) {
        self.sender = sender
        self.name = name
    }

    package func write(_ claim: HoldsClaim, of replica: ReplicaName, _ done: @escaping HoldsAnswer<HoldsWrite>) {
        let arguments = [replica.bytes, claim.front, Array(String(claim.incarnation).utf8)]
        run(HoldsScript.write, arguments, done) { reply in
            guard let text = reply.bytes else { return nil }
            if text.isEmpty { return .wrote }
            return Epoch(text: text).flatMap { UInt32(exactly: $0.number) }.map { .superseded(by: $0) }
        }
    }

    package func remove(_ replica: ReplicaName, incarnation: UInt32, _ done: @escaping HoldsAnswer<Bool>) {
        run(HoldsScript.remove, [replica.bytes, Array(String(incarnation).utf8)], done) { $0.count.map { $0 > 0 } }
    }

    package func prune(_ done: @escaping HoldsAnswer<Int>) { run(HoldsScript.prune, [], done) { $0.count } }

    package func forget(_ field: [UInt8], _ done: @escaping HoldsAnswer<Bool>) {
        sender.send(RedisCommand("HDEL", [name.key, field]), deadline: nil) { result in
            done(Self.result(result) { $0.count.map { $0 > 0 } })
        }
    }

    /// The time is asked for after the entries: none of them may seem to be of the future. The link answers in order.
    package func read(_ done: @escaping HoldsAnswer<HoldsReading>) {
        var fields: Result<[[UInt8]], HoldsStoreError>?
        sender.send(RedisCommand("HGETALL", [name.key]), deadline: nil) { result in
            fields = Self.reading(result) { $0.strings }
        }
        sender.send(RedisCommand("TIME", []), deadline: nil) { result in
            let time = Self.reading(result) { $0.time }
            done((fields ?? .failure(.unreadable)).flatMap { texts in time.map { HoldsReading(now: $0, hash: texts) } })
        }
    }

    private func run<Success>(
        _ script: RedisScript, _ arguments: [[UInt8]], _ done: @escaping HoldsAnswer<Success>,
        _ read: @escaping (RedisReply) -> Success?
    ) {
        sender.run(script, keys: [name.key], arguments: arguments) { done(Self.result($0, read)) }
    }

    /// Of a write: an answer that cannot be read says nothing about its effect.
    private static func result<Success>(
        _ result: Result<RedisReply, RedisError>, _ read: (RedisReply) -> Success?
    ) -> Result<Success, HoldsStoreError> {
        result.mapError(HoldsStoreError.init).flatMap { reply in
            read(reply).map { .success($0) } ?? .failure(HoldsStoreError(.unknown, .unreadableAnswer))
        }
    }

    /// Of what only reads: it never takes effect.
    private static func reading<Success>(
        _ answer: Result<RedisReply, RedisError>, _ read: (RedisReply) -> Success?
    ) -> Result<Success, HoldsStoreError> {
        result(answer, read).mapError { HoldsStoreError(.failed, $0.cause) }
    }
}

extension HoldsStoreError {
    fileprivate static let unreadable = HoldsStoreError(.failed, .unreadableAnswer)
}

extension HoldsReading {
    /// The reply of HGETALL: names and texts by turns.
    fileprivate init(now: WallTime, hash: [[UInt8]]) {
        self.init(
            now: now, fields: stride(from: 0, to: hash.count - 1, by: 2).map { (name: hash[$0], text: hash[$0 + 1]) })
    }
}

extension RedisReply {
    fileprivate var count: Int? { if case .integer(let number) = self { Int(number) } else { nil } }

    /// The reply of TIME: seconds and microseconds.
    fileprivate var time: WallTime? {
        guard let texts = strings, texts.count == 2, let seconds = Epoch(text: texts[0])?.number,
            let microseconds = Epoch(text: texts[1])?.number, seconds <= Self.latestSecond
        else { return nil }
        return WallTime(milliseconds: Int64(seconds * 1000 + microseconds / 1000))
    }

    /// In the year 2262, when nanoseconds end.
    private static let latestSecond: UInt64 = 9_223_372_035
}
