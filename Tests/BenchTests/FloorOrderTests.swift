import Credentials
import Testing

@testable import Bench

@Suite struct FloorOrderTests {
    @Test(arguments: [FloorKind.subscriber, .links, .keyPages, .keyCache])
    func `an order comes out as it went in`(kind: FloorKind) throws {
        let group = FloorGroup(
            kind: kind, count: 1_000, port: 6_379, user: "replica", password: Secret(text: "p"), channel: "c:floor",
            place: "c:admin-key", poll: 500_000_000)
        #expect(try FloorOrder(decoding: FloorOrder.start(group).encoded) == .start(group))
        #expect(try FloorOrder(decoding: FloorOrder.end.encoded) == .end)
    }
}
