import Credentials
import ReplicaProcess
import Testing

@testable import Doubles

@Suite struct UpstreamRulesTests {
    private static func rules(_ faults: UpstreamFault...) -> UpstreamRules {
        var rules = UpstreamRules()
        rules.learn([
            UpstreamKey(number: 1, secret: Secret(text: "one"), window: 10...20),
            UpstreamKey(number: 2, secret: Secret(text: "two")),
        ])
        for fault in faults { _ = rules.apply(fault) }
        return rules
    }

    private static func verdict(
        _ rules: UpstreamRules, _ credential: String, replica: UInt32 = 7, at now: UInt64 = 15
    ) -> UpstreamRules.Verdict {
        rules.verdict(replica: replica, credential: rules.number(of: Array(credential.utf8)), at: now).verdict
    }

    @Test(arguments: [(9, false), (10, true), (20, true), (21, false)] as [(UInt64, Bool)])
    func `a credential is good from its first moment to its last`(moment: (UInt64, Bool)) {
        #expect(Self.verdict(Self.rules(), "one", at: moment.0) == (moment.1 ? .welcome : .refuse))
    }

    @Test func `what nobody told of is refused, and so is what was replaced`() {
        var rules = Self.rules()
        #expect(Self.verdict(rules, "three") == .refuse)
        rules.learn([UpstreamKey(number: 2, secret: Secret(text: "three"))])
        #expect(Self.verdict(rules, "three") == .welcome && Self.verdict(rules, "two") == .refuse)
    }

    @Test func `a fault wins over what is true, the harder over the softer, within its scope`() {
        let everybody = UpstreamFault(id: 1, kind: .refuse)
        #expect(Self.verdict(Self.rules(everybody), "two") == .refuse)
        let scope = UpstreamScope(replicas: [7], credentials: [2])
        let held = Self.rules(everybody, UpstreamFault(id: 2, kind: .hold, scope: scope))
        #expect(Self.verdict(held, "two") == .hold && Self.verdict(held, "two", replica: 8) == .refuse)
        let failed = Self.rules(
            UpstreamFault(id: 2, kind: .hold), UpstreamFault(id: 3, kind: .fail, scope: scope))
        #expect(Self.verdict(failed, "two") == .fail && Self.verdict(failed, "one") == .hold)
        #expect(Self.verdict(failed, "unknown") == .hold)
    }

    @Test func `a number is in force once, and is lifted once`() {
        var rules = Self.rules(UpstreamFault(id: 1, kind: .fail))
        let isSecond = rules.apply(UpstreamFault(id: 1, kind: .hold))
        let lifts = [rules.lift(1), rules.lift(1)]
        #expect(!isSecond && lifts == [true, false])
        #expect(Self.verdict(rules, "two") == .welcome)
    }
}

@Suite struct UpstreamLedgerTests {
    private static let holder = UpstreamLedger.Holder(replica: 1, incarnation: 0, credential: 3)

    @Test func `what is open is counted by life and credential, with the most at one time`() {
        var ledger = UpstreamLedger()
        let other = UpstreamLedger.Holder(replica: 1, incarnation: 1, credential: 3)
        for (what, holder) in [
            (.refused, Self.holder), (.opened, Self.holder), (.opened, Self.holder), (.closed, Self.holder),
            (.opened, other), (.held, other), (.dropped, Self.holder), (.broken, other),
        ] as [(UpstreamEntry.What, UpstreamLedger.Holder)] {
            ledger.note(what, holder, at: 5)
        }
        var (first, second) = (
            UpstreamCount(replica: 1, incarnation: 0, credential: 3),
            UpstreamCount(replica: 1, incarnation: 1, credential: 3)
        )
        (first.most, first.opened, second.most, second.opened) = (2, 2, 1, 1)
        #expect(ledger.counts == [first, second] && ledger.open == 0)
    }

    @Test func `pages follow each other without gap or repeat`() {
        var ledger = UpstreamLedger()
        for _ in 0..<UpstreamPage.limit + 3 { ledger.note(.refused, Self.holder, at: 1) }
        let first = ledger.page(after: 0)
        #expect(first.entries.count == UpstreamPage.limit && first.first == 1)
        let second = ledger.page(after: first.entries.last?.serial ?? 0)
        #expect(second.entries.map(\.serial) == (1...3).map { UInt64(UpstreamPage.limit + $0) })
        #expect(ledger.page(after: 10_003).entries.isEmpty && ledger.page(after: .max).entries.isEmpty)
    }
}

@Suite struct UpstreamMessageTests {
    private static let fault = UpstreamFault(id: 4, kind: .hold, scope: UpstreamScope(replicas: [1], credentials: []))
    private static let orders: [UpstreamOrder] = [
        .learn([]),
        .learn([
            UpstreamKey(number: 3, secret: Secret(text: "key")),
            UpstreamKey(number: .max, secret: Secret(text: ""), window: 5...5),
        ]),
        .apply(fault), .prove(fault: 1), .lift(fault: .max), .publish(nil), .publish([1, 2]), .drop(.everything),
        .drop(UpstreamScope(credentials: [9])), .count, .read(after: 77),
    ]

    private static var count: UpstreamCount {
        var count = UpstreamCount(replica: 1, incarnation: 2, credential: 3)
        (count.open, count.most, count.opened) = (4, 5, 6)
        return count
    }

    private static let reports: [UpstreamReport] =
        [
            .hello(pid: 5, port: 6), .done, .touched(7), .published(number: 8, reached: 9), .counts([count], held: 1),
            .page(
                UpstreamPage(
                    entries: UpstreamEntry.What.allCases.map {
                        UpstreamEntry(serial: 1, time: 2, replica: 3, incarnation: 4, credential: 5, what: $0)
                    }, first: 1)),
        ] + UpstreamRefusal.allCases.map { .refused($0) }

    @Test(arguments: orders) func `every order arrives as it was sent, and one that was cut short is an error`(
        order: UpstreamOrder
    ) throws {
        let sent = Numbered(number: 9, body: order)
        #expect(try Numbered<UpstreamOrder>(decoding: sent.encoded) == sent)
        for length in 0..<sent.encoded.count {
            #expect(throws: WireError.self) {
                try Numbered<UpstreamOrder>(decoding: Array(sent.encoded.prefix(length)))
            }
        }
    }

    @Test(arguments: reports) func `every report arrives as it was sent`(report: UpstreamReport) throws {
        let sent = Numbered(number: .max, body: report)
        #expect(try Numbered<UpstreamReport>(decoding: sent.encoded) == sent)
    }
}
