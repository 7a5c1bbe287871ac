import History
import ReplicaProcess
import Testing

@testable import Fleet

@Suite struct ZygoteMessageTests {
    private static let orders: [ZygoteOrder] = [
        .fork(tag: 1, Life(ReplicaID(9), Incarnation(3))),
        .spawn(tag: 2, Program(role: .redis, path: "/usr/bin/redis-server", arguments: ["a", ""], log: "/tmp/log")),
        .help(tag: 3, Helper(kind: .linkProxy, controlPath: "/tmp/links")),
        .help(tag: 4, Helper(kind: .authorizationServer, controlPath: "/tmp/as")),
        .help(tag: 5, Helper(kind: .upstream, controlPath: "/tmp/upstream")), .signal(tag: .max, number: 9), .end,
        .spawn(
            tag: 4,
            Program(
                role: .replica, path: "/bin/gw", arguments: [], log: "/l", life: Life(ReplicaID(2), Incarnation(1)),
                environment: ["A=b", ""], directory: "/tmp")),
        .help(tag: 6, Helper(kind: .prober, controlPath: "/tmp/prober")),
    ]
    private static let reports: [ZygoteReport] = [
        .forked(tag: 1, pid: 77), .forkFailed(tag: 2, code: 11), .stopped(tag: 3), .continued(tag: 4),
        .exited(tag: 5, status: 256),
    ]

    @Test(arguments: orders) func `every order arrives as it was sent`(_ order: ZygoteOrder) throws {
        #expect(try ZygoteOrder(decoding: order.encoded) == order)
    }

    @Test(arguments: reports) func `every report arrives as it was sent`(_ report: ZygoteReport) throws {
        #expect(try ZygoteReport(decoding: report.encoded) == report)
    }

    @Test(arguments: orders) func `an order that was cut short is an error`(_ order: ZygoteOrder) {
        for length in 0..<order.encoded.count {
            #expect(throws: WireError.self) { try ZygoteOrder(decoding: Array(order.encoded.prefix(length))) }
        }
    }
}
