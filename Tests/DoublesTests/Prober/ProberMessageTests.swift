import Foundation
import Credentials
import History
import ReplicaProcess
import Testing

@testable import Doubles

@Suite struct ProberMessageTests {
    private static let life = Life(ReplicaID(7), Incarnation(2))
    private static let token = KnownToken(
        id: CredentialID(3), secret: Secret(bytes: Array("secret".utf8)), fingerprint: FingerprintBits(9))
    private static let orders: [ProberOrder] = [
        .pace(ProberPace(every: 20_000_000, coldPerSecond: 5, hotPerSecond: 500)), .know(number: 4, [token]),
        .watch(ProbeTarget(life: life, pid: 88, port: 8_080, readyPath: nil, kind: .gateway)),
        .watch(
            ProbeTarget(
                life: life, pid: 88, port: 8_080, readyPath: "/up",
                kind: .foreign(path: "/x", header: "A", before: "b ", after: ""))),
        .leave(life),
    ]
    private static let reports: [ProberReport] = [
        .hello(pid: 5), .knows(number: 4), .answers(life), .warm(life),
        .verdict(life, CredentialID(1), isAccepted: true), .trouble(life, "no answer"),
    ]

    @Test(arguments: orders) func `every order arrives as it was sent`(_ order: ProberOrder) throws {
        #expect(try ProberOrder(decoding: order.encoded) == order)
        for length in 0..<order.encoded.count {
            #expect(throws: WireError.self) { try ProberOrder(decoding: Array(order.encoded.prefix(length))) }
        }
    }

    @Test(arguments: reports) func `every report arrives as it was sent`(_ report: ProberReport) throws {
        #expect(try ProberReport(decoding: report.encoded) == report)
    }

    private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

    @Test func `a foreign program is asked one path with one header`() {
        let target = ProbeTarget(
            life: Self.life, pid: 1, port: 1, readyPath: nil,
            kind: .foreign(path: "/x?y", header: "Cookie", before: "k=", after: ";"))
        let lines = Self.text(target.question(about: Self.token, turn: 3)).components(separatedBy: "\r\n")
        #expect(lines.first == "GET /x?y HTTP/1.1")
        #expect(lines.contains("Cookie: k=secret;"))
        #expect(lines.suffix(2) == ["", ""])
        #expect(!Self.text(target.readyQuestion).contains("secret"))
        #expect(target.isReady(HTTPAnswer(status: 401, keepsAlive: true)), "any answer will do")
    }

    @Test func `where there is a page for it, only a good answer of it says ready`() {
        let target = ProbeTarget(
            life: Self.life, pid: 1, port: 1, readyPath: "/up",
            kind: .foreign(path: "/x", header: "A", before: "", after: ""))
        #expect(Self.text(target.readyQuestion).hasPrefix("GET /up HTTP/1.1\r\n"))
        #expect(!target.isReady(HTTPAnswer(status: 503, keepsAlive: true)))
        #expect(target.isReady(HTTPAnswer(status: 204, keepsAlive: true)))
    }

    private static func answer(_ status: Int) -> HTTPAnswer { HTTPAnswer(status: status, keepsAlive: true) }

    private static func token(_ kind: CredentialKind) -> KnownToken {
        KnownToken(
            id: CredentialID(1), secret: Secret(bytes: Array("x".utf8)), fingerprint: FingerprintBits(1),
            environment: KnownToken.OfEnvironment(kind: kind, environment: CredentialID(1)))
    }

    @Test func `our own gate refuses an environment's id with 404, and nothing else with it`() {
        let target = ProbeTarget(life: Self.life, pid: 1, port: 1, readyPath: nil, kind: .gateway)
        let id = Self.token(.environmentID)
        #expect(target.isAccepted(Self.answer(404), of: id) == false)
        #expect(target.isAccepted(Self.answer(200), of: id) == true)
        #expect(target.isAccepted(Self.answer(503), of: id) == false)
        #expect(target.isAccepted(Self.answer(500), of: id) == nil)
        for token in [Self.token, Self.token(.sdkKey), Self.token(.mobileKey)] {
            #expect(target.isAccepted(Self.answer(404), of: token) == nil)
            #expect(target.isAccepted(Self.answer(401), of: token) == false)
        }
        let foreign = ProbeTarget(
            life: Self.life, pid: 1, port: 1, readyPath: nil,
            kind: .foreign(path: "/x", header: "A", before: "", after: ""))
        #expect(foreign.isAccepted(Self.answer(404), of: id) == nil)
    }

    @Test func `our own gate is asked in every spelling, each on its route`() {
        let target = ProbeTarget(life: Self.life, pid: 1, port: 1, readyPath: nil, kind: .gateway)
        let asked = (0..<8).map { Self.text(target.question(about: Self.token, turn: $0)) }
        #expect(asked.allSatisfy { $0.hasPrefix("GET /api/probe HTTP/1.1\r\n") })
        #expect(Set(asked).count == Self.token.spellings.count)
        let managed = KnownToken(
            id: CredentialID(1), secret: Secret(bytes: Array("kq_x".utf8)), fingerprint: FingerprintBits(1),
            managed: KnownToken.Managed(id: nil))
        #expect(Self.text(target.question(about: managed, turn: 0)).hasPrefix("GET /v1/probe HTTP/1.1\r\n"))
    }
}
