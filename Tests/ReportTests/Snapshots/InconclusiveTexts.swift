/// A run that proves less than it should.
enum InconclusiveTexts {
    static let terminal = #"""
        rotate-admin-key: Rotate the admin key under load; the whole fleet follows.
        50 replicas (up in 183.4 ms, 96 KiB each) · redis standalone 7.0.15 · seed 7 · 12.4 s
        118,203 probes, one every 5 ms per hot credential; 1,190 from outside, 12 owed

        milliseconds                p50    p90    p99    max      n
        admin-key convergence     101.2  388.0  411.9  412.3  2,500
          by push                  0.42   0.42   0.42   0.42      1
          by poll                 101.2  412.3  412.3  412.3      2
          from acknowledgement    100.1      -      -  411.0  2,500
        admin-key revocation lag      -      -      -      -      0

        credentials          late        early  resurrected
        admin-key    not measured  0 of 55,000      0 of 50

        exposure  stale up to 312 ms (n 5)
        leaked    redis-connections 0, threads 0
        writes    lost 0
        steps     1 ok, 1 not started
        held      1 replica: 1 frozen

        Your real revocation bound is 412.3 ms (asked: 600 ms).
        Your real learning bound is 398 ms (asked: 600 ms).

        ✓ admin-key.convergence.max < 600ms      412.3 ms
        ? late-acceptances == 0              not measured

        ? freeze-replica at 1600ms: not proved
        ? late-acceptances: nothing was measured
        rotate-admin-key: inconclusive; 2 reasons
        run it again: keyquake run scenarios/rotate-admin-key.yaml --seed 7

        """#

    static let json = #"""
        {
          "schema": "keyquake.report/1",
          "scenario": "rotate-admin-key",
          "seed": 7,
          "verdict": "inconclusive",
          "expected_verdict": "pass",
          "inconclusive": [ "freeze-replica at 1600ms: not proved", "late-acceptances: nothing was measured" ],
          "started": "2026-02-03T04:05:06Z",
          "duration_ms": 12412.5,
          "machine": "2 cores, Test CPU, 4 GiB, Linux 6.1",
          "fleet": { "replicas": 50, "start_ms": 183.4, "pss_kib_mean": 96.2, "http": false },
          "redis": { "topology": "standalone", "version": "7.0.15" },
          "bounds": {
            "asked": { "learn_ms": 600, "refuse_ms": 600, "timed_ms": 20, "skew_ms": 1 },
            "smallest": { "learn_ms": 398, "refuse_ms": 412.3, "timed_ms": 20, "skew_ms": 1 }
          },
          "probe": { "interval_ms": 5, "owed": 12 },
          "metrics": {
            "admin-key.convergence-from-ack.max": { "value": 411.04, "unit": "ms", "n": 2500 },
            "admin-key.convergence-from-ack.p50": { "value": 100.1, "unit": "ms", "n": 2500 },
            "admin-key.convergence.max": { "value": 412.3, "unit": "ms", "n": 2500 },
            "admin-key.convergence.p50": { "value": 101.2, "unit": "ms", "n": 2500 },
            "admin-key.convergence.p90": { "value": 388, "unit": "ms", "n": 2500 },
            "admin-key.convergence.p99": { "value": 411.9, "unit": "ms", "n": 2500 },
            "admin-key.early-refusals": { "value": 0, "unit": "count", "n": 55000 },
            "admin-key.late-acceptances": { "value": null, "unit": "count", "n": 0 },
            "admin-key.resurrections": { "value": 0, "unit": "count", "n": 50 },
            "admin-key.revocation-lag.max": { "value": null, "unit": "ms", "n": 0 },
            "admin-key.stale-exposure.max": { "value": 312, "unit": "ms", "n": 5 },
            "late-acceptances": { "value": null, "unit": "count", "n": 0 },
            "leaked.redis-connections": { "value": 0, "unit": "count", "n": 1 },
            "leaked.threads": { "value": 0, "unit": "count", "n": 50 },
            "redis.lost-writes": { "value": 0, "unit": "count", "n": 5 }
          },
          "expectations": [
            { "metric": "admin-key.convergence.max", "bound": "< 600ms", "value": 412.3, "holds": true },
            { "metric": "late-acceptances", "bound": "== 0", "value": null, "holds": null }
          ],
          "violations": [],
          "held": [
            { "replica": "r7", "from_ms": 1600.5, "to_ms": 1901, "why": "frozen" }
          ],
          "steps": [
            { "step": "rotate-admin-key", "at_ms": 1000, "invoked_ms": 1000.2, "acknowledged_ms": 1000.91, \#
        "outcome": "ok" },
            { "step": "await", "at_ms": 2100, "invoked_ms": null, "acknowledged_ms": null, "outcome": "not \#
        started" }
          ]
        }

        """#

    static let junit = #"""
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="keyquake" tests="6" failures="0" errors="0" skipped="3" time="12.413">
          <testsuite name="rotate-admin-key" tests="6" failures="0" errors="0" skipped="3" time="12.413" \#
        timestamp="2026-02-03T04:05:06Z">
            <properties>
              <property name="verdict" value="inconclusive"/>
              <property name="expected-verdict" value="pass"/>
              <property name="seed" value="7"/>
              <property name="replicas" value="50"/>
              <property name="machine" value="2 cores, Test CPU, 4 GiB, Linux 6.1"/>
              <property name="run-directory" value="results/20260203T040506Z-rotate-admin-key-7-beef"/>
              <property name="rerun" value="keyquake run scenarios/rotate-admin-key.yaml --seed 7"/>
            </properties>
            <testcase classname="rotate-admin-key.expectations" name="admin-key.convergence.max &lt; 600ms" \#
        time="0"/>
            <testcase classname="rotate-admin-key.expectations" name="late-acceptances == 0" time="0">
              <skipped message="inconclusive: nothing was measured"/>
            </testcase>
            <testcase classname="rotate-admin-key.checks" name="recording" time="0">
              <skipped message="inconclusive: freeze-replica at 1600ms: not proved"/>
            </testcase>
            <testcase classname="rotate-admin-key.checks" name="convergence" time="0"/>
            <testcase classname="rotate-admin-key.checks" name="late-acceptances" time="0"/>
            <testcase classname="rotate-admin-key.verdict" name="conclusive" time="0">
              <skipped message="inconclusive: freeze-replica at 1600ms: not proved; late-acceptances: nothing \#
        was measured"/>
            </testcase>
          </testsuite>
        </testsuites>

        """#
}
