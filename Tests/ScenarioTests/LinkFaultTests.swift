import Testing

@testable import Scenario

/// The two sides of a fault on links.
@Suite struct LinkFaultTests {
    private static func between(_ sides: String) -> String {
        "{ at: 1s, partition: { between: \(sides), for: 1s } }"
    }

    @Test(arguments: [
        ("[primary, replica]", [LinkItem.redis(.primary)], [LinkItem.redis(.replica)]),
        (
            "[redis-1, [redis-2, redis-3]]", [.redis(.named("redis-1"))],
            [.redis(.named("redis-2")), .redis(.named("redis-3"))]
        ),
        ("[primary, redis]", [.redis(.primary)], [.everyRedis]),
        ("[sentinel-2, sentinels]", [.sentinel("sentinel-2")], [.everySentinel]),
        ("[fleet, sentinels]", [.fleet], [.everySentinel]),
        ("[30%, redis]", [.replicas(.percent(30))], [.everyRedis]),
        ("[{ pick: 5 }, primary]", [.replicas(.count(5))], [.redis(.primary)]),
        ("[{ pick: [1, r2] }, primary]", [.replicas(.replicas([1, 2]))], [.redis(.primary)]),
        (
            "[[redis-1, sentinel-1, operator-1, 50%], rest]",
            [.redis(.named("redis-1")), .sentinel("sentinel-1"), .operator(.first), .replicas(.percent(50))], [.rest]
        ),
        ("[fleet, rest]", [.fleet], [.rest]),
        (
            "[[primary, 30%], [replica, 30%]]", [.redis(.primary), .replicas(.percent(30))],
            [.redis(.replica), .replicas(.percent(30))]
        ),
        (
            "[[redis-2, { pick: 5 }], [redis-1, fleet]]", [.redis(.named("redis-2")), .replicas(.count(5))],
            [.redis(.named("redis-1")), .fleet]
        ),
        ("[operator-2, redis-2]", [.operator(.second)], [.redis(.named("redis-2"))]),
    ])
    func `a side is an item or a list of items`(sides: String, first: [LinkItem], second: [LinkItem]) throws {
        let action = try ScenarioText.action(Self.between(sides), more: [FailoverStepTests.sentinel])
        #expect(action.linkEnds == LinkEnds(first: first, second: second))
    }

    @Test(arguments: [
        ("primary", "37: between is a list of two sides, not 'primary'"),
        ("[primary]", "37: between takes two sides, not 1; a side of several is a list of its own"),
        ("[primary, redis-2, redis-3]", "37: between takes two sides, not 3; a side of several is a list of its own"),
        ("[primary, []]", "47: between: a side is empty"),
        ("[primary, [[fleet]]]", "48: between: a side is a list of items, and an item is no list"),
        ("[redis-4, fleet]", "38: between: this run has no 'redis-4', did you mean 'redis-1'?"),
        ("[sentinel-4, fleet]", "38: between: this run has no 'sentinel-4', did you mean 'sentinel-1'?"),
        ("[primary, operators-1]", "47: between: this run has no 'operators-1', did you mean 'operator-1'?"),
        ("[5, primary]", "38: between: this run has no '5', did you mean '{ pick: 5 }'?"),
        ("[primary, ]", "37: between takes two sides, not 1; a side of several is a list of its own"),
        (
            "[gateways, primary]",
            "38: between: this run has no 'gateways'; there are primary, replica, redis-1, redis-2, redis-3, redis, "
                + "sentinels, sentinel-1, sentinel-2, sentinel-3, operator-1, operator-2, fleet, rest, 30%, { pick: … }"
        ),
        ("[101%, primary]", "38: pick: a share is a whole number from 0% to 100%, not 101%"),
        ("[primary, -5%]", "47: pick: a share is a whole number from 0% to 100%, not -5%"),
        ("[0%, primary]", "38: between: 0% is nobody"),
        ("[{ pick: 11 }, primary]", "46: pick: 11 of 10 replicas"),
        ("[primary, [30%, { pick: [1, 12] }]]", "61: pick: there is no replica 12, only 1 to 10"),
        ("[{ pick: [] }, primary]", "46: pick: the list names no replica"),
        ("[rest, primary]", "38: between: rest is what the first side leaves, so it stands on the second"),
        ("[primary, primary]", "47: between: the first side leaves nothing of primary"),
        ("[redis, redis-2]", "45: between: the first side leaves nothing of redis-2"),
        ("[redis, primary]", "45: between: the first side leaves nothing of primary"),
        ("[[sentinels, redis], sentinel-3]", "58: between: the first side leaves nothing of sentinel-3"),
        ("[[redis, fleet], [sentinels, 20%]]", "66: between: the first side leaves nothing of 20%"),
        (
            "[[redis, { pick: [1, 2] }], [sentinels, { pick: [2, 3] }]]",
            "77: between: the first side leaves nothing of { pick: [2, 3] }"
        ),
        (
            "[[redis, sentinels, fleet, operator-1, operator-2], rest]",
            "89: between: the first side leaves nothing of rest"
        ),
        ("[30%, 40%]", "37: between: nothing runs between 30% and 40%"),
        ("[{ pick: 2 }, fleet]", "37: between: nothing runs between { pick: 2 } and fleet"),
        ("[[fleet, operator-1], operator-2]", "37: between: nothing runs between fleet, operator-1 and operator-2"),
    ])
    func `sides with a fault`(sides: String, line: String) {
        let text = ScenarioText.with(steps: [Self.between(sides)], more: [FailoverStepTests.sentinel])
        #expect(ScenarioText.findings(text) == ["s.yaml:5:\(line)"])
    }

    @Test func `every fault of both sides comes at once`() {
        let text = ScenarioText.with(
            steps: [Self.between("[{ pik: 1 }, [sentinal, redis-9, 200%]]")], more: [FailoverStepTests.sentinel])
        #expect(
            ScenarioText.findings(text) == [
                "s.yaml:5:38: a side of between has no 'pick'",
                "s.yaml:5:40: unknown key 'pik' in a side of between, did you mean 'pick'?",
                "s.yaml:5:51: between: this run has no 'sentinal', did you mean 'sentinels'?",
                "s.yaml:5:61: between: this run has no 'redis-9', did you mean 'redis-1'?",
                "s.yaml:5:70: pick: a share is a whole number from 0% to 100%, not 200%",
            ])
    }

    @Test(
        arguments: [
            ("standalone", "[primary, rest]", nil), ("standalone", "[redis, fleet]", nil),
            ("standalone", "[operator-1, primary]", nil),
            ("standalone", "[primary, redis]", "47: between: the first side leaves nothing of redis"),
            (
                "standalone", "[fleet, replica]",
                "45: between: this run has no 'replica'; there are primary, redis, "
                    + "operator-1, operator-2, fleet, rest, 30%, { pick: … }"
            ),
            ("standalone", "[fleet, rdis]", "45: between: this run has no 'rdis', did you mean 'redis'?"),
            ("replicated", "[redis-2, rest]", nil), ("replicated", "[redis-3, primary]", nil),
            ("replicated", "[redis-2, redis-3]", "37: between: nothing runs between redis-2 and redis-3"),
            ("replicated", "[fleet, replica]", "37: between: nothing runs between fleet and replica"),
            ("replicated", "[redis-1, primary]", "47: between: the first side leaves nothing of primary"),
            (
                "replicated", "[fleet, sentinels]",
                "45: between: this run has no 'sentinels'; there are primary, replica, "
                    + "redis-1, redis-2, redis-3, redis, operator-1, operator-2, fleet, rest, 30%, { pick: … }"
            ),
        ] as [(String, String, String?)])
    func `links depend on the topology`(topology: String, sides: String, line: String?) {
        let text = ScenarioText.with(steps: [Self.between(sides)], more: ["redis: { topology: \(topology) }"])
        #expect(ScenarioText.findings(text) == (line.map { ["s.yaml:5:\($0)"] } ?? []))
    }

    @Test(arguments: [
        (
            "partition: { between: [fleet, redis], for: 2s }",
            StepAction.partition(Partition(between: ends, kind: .cut, direction: .both, duration: 2_000_000_000))
        ),
        (
            "partition: { between: [fleet, redis], kind: blackhole, direction: to-second, for: 2s }",
            .partition(Partition(between: ends, kind: .blackhole, direction: .toSecond, duration: 2_000_000_000))
        ),
        (
            "delay-link: { between: [fleet, redis], by: 20ms, for: 1s }",
            .delayLink(DelayLink(between: ends, by: 20_000_000, jitter: 0, duration: 1_000_000_000))
        ),
        (
            "delay-link: { between: [fleet, redis], by: 0s, jitter: 5ms, for: 1s }",
            .delayLink(DelayLink(between: ends, by: 0, jitter: 5_000_000, duration: 1_000_000_000))
        ),
        (
            "throttle-link: { between: [fleet, redis], rate: \"64KiB/s\", for: 1s }",
            .throttleLink(ThrottleLink(between: ends, bytesPerSecond: 65_536, duration: 1_000_000_000))
        ),
        (
            "throttle-link: { between: [fleet, redis], rate: 2MiB/s, for: 1s }",
            .throttleLink(ThrottleLink(between: ends, bytesPerSecond: 2_097_152, duration: 1_000_000_000))
        ),
        (
            "throttle-link: { between: [fleet, redis], rate: 1B/s, for: 1s }",
            .throttleLink(ThrottleLink(between: ends, bytesPerSecond: 1, duration: 1_000_000_000))
        ),
    ])
    func `a fault on links is read with its defaults`(step: String, action: StepAction) throws {
        #expect(try ScenarioText.action("{ at: 1s, \(step) }") == action)
    }

    private static let ends = LinkEnds(first: [.fleet], second: [.everyRedis])

    @Test(arguments: [
        ("partition", "for: 1s, between: ", "15: partition has no 'between'"),
        ("partition", "between: [fleet, redis]", "15: partition has no 'for'"),
        ("partition", "between: [fleet, redis], for: 0s", "58: for is more than nothing"),
        (
            "partition", "between: [fleet, redis], for: 1s, kind: blackhol",
            "68: kind is one of cut, blackhole, not 'blackhol', did you mean 'blackhole'?"
        ),
        (
            "partition", "between: [fleet, redis], for: 1s, direction: to-frist",
            "73: direction is one of both, to-first, to-second, not 'to-frist', did you mean 'to-first'?"
        ),
        ("delay-link", "between: [fleet, redis], for: 1s", "15: delay-link has no 'by'"),
        ("delay-link", "between: [fleet, redis], for: 1s, by: 0s", "67: by: no delay and no jitter is no fault"),
        ("delay-link", "between: [fleet, redis], for: 1s, by: -1s", "67: by: the duration -1s is negative"),
        (
            "delay-link", "between: [fleet, redis], for: 1s, by: 1s, jitter: 5",
            "79: jitter: the duration 5 has no unit (ns us ms s m h), did you mean '5ms'?"
        ),
        ("throttle-link", "between: [fleet, redis], for: 1s", "15: throttle-link has no 'rate'"),
        (
            "throttle-link", "between: [fleet, redis], for: 1s, rate: 64KB/s",
            "72: rate is a whole number of B/s, KiB/s or MiB/s such as 64KiB/s, not '64KB/s', did you mean '64KiB/s'?"
        ),
        (
            "throttle-link", "between: [fleet, redis], for: 1s, rate: 64",
            "72: rate is a whole number of B/s, KiB/s or MiB/s such as 64KiB/s, not '64', did you mean '64B/s'?"
        ),
        (
            "throttle-link", "between: [fleet, redis], for: 1s, rate: -1KiB/s",
            "72: rate is a whole number of B/s, KiB/s or MiB/s such as 64KiB/s, not '-1KiB/s'"
        ),
        (
            "throttle-link", "between: [fleet, redis], for: 1s, rate: [1]",
            "72: rate is a rate such as 64KiB/s, not a list"
        ),
        ("throttle-link", "between: [fleet, redis], for: 1s, rate: 0B/s", "72: rate is more than nothing, not 0B/s"),
        (
            "throttle-link", "between: [fleet, redis], for: 1s, rate: 1025MiB/s",
            "72: rate is at most 1024MiB/s, not 1025MiB/s"
        ),
    ])
    func `a fault on links with a fault`(kind: String, parameters: String, line: String) {
        let text = ScenarioText.with(steps: ["{ at: 1s, \(kind): { \(parameters) } }"])
        #expect(ScenarioText.findings(text) == ["s.yaml:4:\(line)"])
    }

    @Test(arguments: [
        (["{ at: 1s, partition: { between: [fleet, redis], for: 1s } }"], true),
        (
            [
                "{ at: 1s, together: [{ end-grace: {} }, { delay-link: { between: [fleet, redis], by: 1ms, for: 1s } }] }"
            ], true
        ),
        (["{ at: 1s, throttle-link: { between: [fleet, redis], rate: 1B/s, for: 1s } }"], true),
        (["{ at: 1s, kill-redis: { restart-after: 1s } }", "{ at: 3s, client-kill: {} }"], false),
        ([], false),
    ])
    func `a plan says whether it needs proxies`(steps: [String], needs: Bool) throws {
        #expect(try ScenarioText.plan(ScenarioText.with(steps: steps)).usesLinkProxies == needs)
    }
}
