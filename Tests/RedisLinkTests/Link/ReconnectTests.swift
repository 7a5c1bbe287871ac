import Glibc
import RedisFixture
import Testing

@testable import RedisLink

/// A real server that dies, stands still, comes back or changes its role under a link.
@Suite struct ReconnectTests {
    private static let milliseconds: UInt64 = 1_000_000

    @Test func `a killed server ends the connection at once, and the link comes back with it`() async throws {
        let server = try RedisServer.start()
        try await withLoop { loop in
            let states = Box<[LinkState]>([])
            let link = RedisLink(on: loop, to: server.endpoint, as: .open, options: .patient()) {
                states.value.append($0)
            }
            link.start()
            try await loop.until("the link is ready") { link.state.isReady }
            server.kill()
            try await loop.until("the link is down") { !link.state.isReady }
            let error = try await link.failure(of: RedisCommand("GET", "a"))
            #expect(error.code == .connectFailed)
            #expect(error.phase == .queued)
            #expect(!error.mayHaveTakenEffect)
            try server.restart()
            try await loop.until("the link is back") { link.state.isReady }
            #expect(link.reconnects == 1)
            #expect(states.value.prefix(2) == [.connecting, .ready(.unasked)])
            #expect(states.value.last == .ready(.unasked))
        }
    }

    @Test func `a server that stands still costs each command its deadline, and nothing hangs`() async throws {
        let server = try RedisServer.start()
        try await withLoop { loop in
            let link = try await loop.readyLink(to: server.endpoint)
            try server.pause()
            let start = loop.now
            let errors = Box<[RedisError]>([])
            for (name, deadline) in [("FIRST", 5000), ("SECOND", 100), ("THIRD", 5000)] as [(String, UInt64)] {
                link.send(RedisCommand(name, []), deadline: deadline * Self.milliseconds) { result in
                    if case .failure(let error) = result { errors.value.append(error) }
                }
            }
            try await loop.until("all have failed") { errors.value.count == 3 }
            #expect(loop.now - start >= 100 * Self.milliseconds)
            #expect(errors.value.map(\.command) == ["FIRST", "SECOND", "THIRD"])
            #expect(errors.value.map(\.code) == [.connectionLost, .deadlineExceeded, .connectionLost])
            #expect(errors.value.allSatisfy { $0.phase == .sent && $0.mayHaveTakenEffect })
            server.resume()
            try await loop.until("the link is back") { link.state.isReady }
            #expect(try await link.call(RedisCommand("PING", [])) == .status("PONG"))
        }
    }

    @Test func `an answer that is there counts, though the loop was late to look`() async throws {
        let server = try RedisServer.shared
        try await withLoop { loop in
            let link = try await loop.readyLink(to: server.endpoint)
            let answer = Box<Result<RedisReply, RedisError>?>(nil)
            link.send(RedisCommand("PING", []), deadline: 20 * Self.milliseconds) { answer.value = $0 }
            loop.beforeWaiting { poll(nil, 0, 200) }  // the process is stopped right after the write
            try await loop.until("it is answered") { answer.value != nil }
            #expect(answer.value == .success(.status("PONG")))
        }
    }

    @Test func `a killed client comes back, and leaves no connection behind`() async throws {
        let server = try RedisServer.start()
        try await withLoop { loop in
            let options = RedisLinkOptions.patient { $0.clientName = "victim" }
            let link = try await loop.readyLink(to: server.endpoint, options: options)
            for round in 1...20 {
                try server.ask("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
                try await loop.until("the link is back") { link.reconnects == round && link.state.isReady }
            }
            #expect(Self.descriptors(connectedTo: server.port) == 1)
            guard case .string(let list) = try server.ask("CLIENT", "LIST") else { return }
            #expect(
                String(decoding: list, as: UTF8.self).split(separator: "\n").filter { $0.contains("name=victim") }.count
                    == 1)
        }
    }

    /// Of this process, whose other tests open and close theirs meanwhile; the server is this test's own.
    private static func descriptors(connectedTo port: Int) -> Int {
        (Int32(0)..<4096).count { descriptor in
            var address = sockaddr_in()
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let status = withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getpeername(descriptor, $0, &length) }
            }
            return status == 0 && address.sin_family == sa_family_t(AF_INET)
                && UInt16(bigEndian: address.sin_port) == UInt16(port)
        }
    }

    @Test func `a replica will not do until it is a master`() async throws {
        let nobody = try RefusingPort()
        let server = try RedisServer.start(.init(directives: ["replicaof 127.0.0.1 \(nobody.port)"]))
        try await withLoop { loop in
            let options = RedisLinkOptions.patient { $0.requiresMaster = true }
            let reasons = Box<[RedisError]>([])
            let link = RedisLink(on: loop, to: server.endpoint, as: .open, options: options) { state in
                if case .waiting(let reason) = state { reasons.value.append(reason) }
            }
            link.start()
            try await loop.until("it was asked three times") { link.attempts > 3 }
            #expect(reasons.value.allSatisfy { $0.code == .notMaster && $0.phase == .handshake })
            try server.ask("REPLICAOF", "NO", "ONE")
            try await loop.until("the link is ready") { link.state == .ready(.master) }
        }
    }

    @Test func `a master that became a replica is left after its first READONLY`() async throws {
        let nobody = try RefusingPort()
        let server = try RedisServer.start()
        try await withLoop { loop in
            let options = RedisLinkOptions.patient { $0.requiresMaster = true }
            let link = try await loop.readyLink(to: server.endpoint, options: options)
            try server.ask("REPLICAOF", "127.0.0.1", String(nobody.port))
            let answers = Box<[Result<RedisReply, RedisError>]>([])
            link.send(RedisCommand("SET", "a", "1"), deadline: nil) { answers.value.append($0) }
            link.send(RedisCommand("GET", "a"), deadline: nil) { answers.value.append($0) }
            try await loop.until("both are answered") { answers.value.count == 2 }
            #expect(answers.value.last == .success(.null))
            guard case .failure(let error)? = answers.value.first else { return }
            #expect(error.serverError?.kind == .readOnly)
            try await loop.until("the link has left") { !link.state.isReady }
            #expect(try await link.failure(of: RedisCommand("GET", "a")).phase == .queued)
        }
    }
}
