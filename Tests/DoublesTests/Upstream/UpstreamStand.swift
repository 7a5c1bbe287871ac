import Credentials
import Glibc
import RedisFixture
import RedisLink
import ReplicaProcess

@testable import Doubles

/// An upstream double and raw sockets that talk to it; all on one loop.
final class UpstreamStand {
    let loop: EventLoop
    let upstream: UpstreamDouble

    init(on loop: EventLoop, keys: [(UInt32, String)] = [(1, "one"), (2, "two")]) throws {
        guard let upstream = UpstreamDouble(on: loop) else { throw FixtureError("the double cannot listen") }
        self.loop = loop
        self.upstream = upstream
        upstream.learn(keys.map { UpstreamKey(number: $0.0, secret: Secret(text: $0.1)) })
    }

    deinit { upstream.shut() }

    /// A socket that has said its two lines; what is answered is another matter.
    func visit(_ credential: String, as replica: String = "7.0") async throws -> TestEnd {
        let end = try TestEnd.connect(to: upstream.port, on: loop)
        try await end.send(Array("replica \(replica)\n\(credential)\n".utf8))
        return end
    }

    /// One that was welcomed.
    func open(_ credential: String, as replica: String = "7.0", data: UInt64 = 0) async throws -> TestEnd {
        let end = try await visit(credential, as: replica)
        try await expect("ok \(data)\n", on: end)
        return end
    }

    func expect(_ text: String, on end: TestEnd) async throws {
        let bytes = try await end.receive(text.utf8.count)
        guard bytes == Array(text.utf8) else {
            throw FixtureError("it said \(String(decoding: bytes, as: UTF8.self)), not \(text)")
        }
    }

    /// Open connections of one replica under one credential.
    func open(_ credential: UInt32, of replica: UInt32 = 7) -> UInt32 {
        upstream.counts.filter { $0.replica == replica && $0.credential == credential }.reduce(0) { $0 + $1.open }
    }

    func untilOpen(_ count: Int) async throws {
        try await loop.until("\(count) connections are open") { upstream.ledger.open == count }
    }

    /// What happened, without times.
    var story: [String] {
        upstream.page(after: 0).entries.map { "\($0.replica).\($0.incarnation) \($0.credential) \($0.what)" }
    }
}
