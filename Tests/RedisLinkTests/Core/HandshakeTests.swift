import Testing

@testable import RedisLink

@Suite struct HandshakeTests {
    private static let ok = Result<RedisReply, RedisError>.success(.status("OK"))
    private static let access = RedisAccess(user: "replica", password: RedisPassword(text: "secret"))

    private func handshake(database: Int = 2, requiresMaster: Bool = true) -> Handshake {
        var options = RedisLinkOptions(clientName: "r1")
        options.database = database
        options.requiresMaster = requiresMaster
        return Handshake(access: Self.access, options: options)
    }

    private func role(_ word: String) -> Result<RedisReply, RedisError> {
        .success(.array([.text(word), .integer(0)]))
    }

    @Test func `who we are comes first, then name, database and the question for the role`() {
        #expect(handshake().commands.map(\.name) == ["AUTH", "CLIENT", "SELECT", "ROLE"])
        #expect(handshake(database: 0, requiresMaster: false).commands.map(\.name) == ["AUTH", "CLIENT"])
        var options = RedisLinkOptions()
        options.requiresMaster = false
        #expect(Handshake(access: .open, options: options).start == .done(.unasked))
    }

    @Test func `a password without a user is for the default user`() {
        let access = RedisAccess(user: nil, password: RedisPassword(text: "secret"))
        #expect(access.command?.arguments.count == 2)
        #expect(Self.access.command?.arguments.count == 3)
        #expect(RedisAccess(user: "replica", password: nil).command == nil)
    }

    @Test func `it is done with the last answer`() {
        var handshake = handshake()
        let outcomes = [Self.ok, Self.ok, Self.ok, role("master")].map { handshake.handle($0) }
        #expect(outcomes == [.running, .running, .running, .done(.master)])
    }

    @Test(arguments: ["slave", "sentinel"]) func `who is no master is refused`(word: String) {
        var handshake = handshake()
        for _ in 0..<3 { _ = handshake.handle(Self.ok) }
        guard case .refused(let error) = handshake.handle(role(word)) else {
            Issue.record("\(word) was taken for a master")
            return
        }
        #expect(error.code == .notMaster)
        #expect(error.phase == .handshake)
    }

    @Test func `the first refusal is the reason`() {
        var handshake = handshake()
        let refusal = RedisError.answered(
            RedisServerError(kind: .wrongPassword, message: "WRONGPASS"), to: "AUTH", isScript: false)
        guard case .refused(let error) = handshake.handle(.failure(refusal)) else {
            Issue.record("a refusal was taken for consent")
            return
        }
        #expect(error.serverError?.kind == .wrongPassword)
        #expect(error.phase == .handshake)
        #expect(error.command == "AUTH")
    }

    @Test(arguments: [.integer(1), .status("QUEUED"), .null, .array([])] as [RedisReply])
    func `an answer of another shape is a violation`(reply: RedisReply) {
        for position in 0..<4 {
            var handshake = handshake()
            for _ in 0..<position { _ = handshake.handle(Self.ok) }
            guard case .refused(let error) = handshake.handle(.success(reply)) else {
                Issue.record("\(reply) was accepted at \(position)")
                continue
            }
            #expect(error.code == .protocolViolation)
        }
    }
}
