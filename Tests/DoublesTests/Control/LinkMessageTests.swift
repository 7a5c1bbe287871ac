import ReplicaProcess
import Testing

@testable import Doubles

@Suite struct LinkMessageTests {
    private static let orders: [LinkProxyOrder] = [
        .targets([]), .targets([LinkTarget(node: "redis-1", port: 7_001), LinkTarget(node: "ß", port: 65_535)]),
        .apply(LinkRule(id: .init(1), kind: .cut)),
        .apply(
            LinkRule(id: .init(.max), nodes: ["a", "b"], peers: [.loopback], kind: .blackhole, direction: .fromNode)),
        .apply(LinkRule(id: .init(2), nodes: [], peers: [], kind: .delay(by: 1, jitter: .max, seed: 3))),
        .apply(LinkRule(id: .init(3), kind: .throttle(bytesPerSecond: .max), direction: .towardsNode)),
        .lift(.init(7)), .count,
    ]
    private static let reports: [LinkProxyReport] =
        [
            .hello(pid: 77), .listening([LinkTarget(node: "redis-1", port: 40_000)]), .proof(proof), .counts([counts]),
        ] + LinkProxyError.Code.allCases.map { .refused(LinkProxyError($0, "why")) }

    private static var proof: LinkProof {
        var proof = LinkProof()
        (proof.reset, proof.held, proof.shaped, proof.heldBytes) = (1, 2, 3, 1 << 40)
        return proof
    }

    private static var counts: LinkCounts {
        var counts = LinkCounts(node: "redis-1")
        (counts.open, counts.accepted, counts.towardsNode, counts.fromNode) = (1, 2, 3, 4)
        return counts
    }

    @Test(arguments: orders) func `every order arrives as it was sent`(_ order: LinkProxyOrder) throws {
        let sent = Numbered(number: 9, body: order)
        #expect(try Numbered<LinkProxyOrder>(decoding: sent.encoded) == sent)
    }

    @Test(arguments: reports) func `every report arrives as it was sent`(_ report: LinkProxyReport) throws {
        let sent = Numbered(number: .max, body: report)
        #expect(try Numbered<LinkProxyReport>(decoding: sent.encoded) == sent)
    }

    @Test(arguments: orders) func `an order that was cut short is an error`(_ order: LinkProxyOrder) {
        let bytes = Numbered(number: 1, body: order).encoded
        for length in 0..<bytes.count {
            #expect(throws: WireError.self) { try Numbered<LinkProxyOrder>(decoding: Array(bytes.prefix(length))) }
        }
    }
}
