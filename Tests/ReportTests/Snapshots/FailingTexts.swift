/// A run with violations and a missed expectation.
enum FailingTexts {
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
        admin-key    14 of 61,204  0 of 55,000      0 of 50

        exposure  stale up to 312 ms (n 5)
        leaked    redis-connections 0, threads 0
        writes    lost 0
        steps     1 ok, 1 not started
        held      1 replica: 1 frozen

        Your real revocation bound is 1,012 ms (asked: 600 ms).
        Your real learning bound is 398 ms (asked: 600 ms).

        ✓ admin-key.convergence.max < 600ms  412.3 ms
        ✗ late-acceptances == 0                    14

        ✗ late-acceptances: replica r17 incarnation 2, credential 3f9a0c1d, at 2,612 ms, after \#
        rotate-admin-key at 2000ms
            expected: refused from 2600 ms on; accepted 3 times
        ✗ resurrections: replica r17 incarnation 2, credential 3f9a0c1d, at 3,000 ms, after rotate-admin-key \#
        at 2000ms
            expected: refused from 2600 ms on
        ✗ late-acceptances: replica r17 incarnation 2, credential 3f9a0c1d, at 2,700 ms, after \#
        rotate-admin-key at 2000ms
            expected: refused from 2600 ms on; accepted 3 times
        ✗ missed: late-acceptances == 0, measured 14
        and 12 more findings: see results/20260203T040506Z-rotate-admin-key-7-beef/report.json
        rotate-admin-key: fail; 15 violations, 1 of 2 expectations missed
        run it again: keyquake run scenarios/rotate-admin-key.yaml --seed 7

        """#

    static let coloured = #"""
        \#u{1B}[1mrotate-admin-key\#u{1B}[0m: Rotate the admin key under load; the whole fleet follows.
        50 replicas (up in 183.4 ms, 96 KiB each) · redis standalone 7.0.15 · seed 7 · 12.4 s
        118,203 probes, one every 5 ms per hot credential; 1,190 from outside, 12 owed

        \#u{1B}[2mmilliseconds\#u{1B}[0m                \#u{1B}[2mp50\#u{1B}[0m    \#u{1B}[2mp90\#u{1B}[0m    \#u{1B}[2mp99\#u{1B}[0m    \#u{1B}[2mmax\#u{1B}[0m      \#
        \#u{1B}[2mn\#u{1B}[0m
        admin-key convergence     101.2  388.0  411.9  412.3  2,500
          by push                  0.42   0.42   0.42   0.42      1
          by poll                 101.2  412.3  412.3  412.3      2
          from acknowledgement    100.1      -      -  411.0  2,500
        admin-key revocation lag      -      -      -      -      0

        \#u{1B}[2mcredentials\#u{1B}[0m          \#u{1B}[2mlate\#u{1B}[0m        \#u{1B}[2mearly\#u{1B}[0m  \#u{1B}[2mresurrected\#u{1B}[0m
        admin-key    \#u{1B}[31m14 of 61,204\#u{1B}[0m  \#u{1B}[32m0 of 55,000\#u{1B}[0m      \#u{1B}[32m0 of 50\#u{1B}[0m

        \#u{1B}[2mexposure\#u{1B}[0m  stale up to 312 ms (n 5)
        \#u{1B}[2mleaked\#u{1B}[0m    redis-connections 0, threads 0
        \#u{1B}[2mwrites\#u{1B}[0m    lost 0
        \#u{1B}[2msteps\#u{1B}[0m     1 ok, 1 not started
        \#u{1B}[2mheld\#u{1B}[0m      1 replica: 1 frozen

        Your real revocation bound is \#u{1B}[31m1,012 ms\#u{1B}[0m (asked: 600 ms).
        Your real learning bound is \#u{1B}[1m398 ms\#u{1B}[0m (asked: 600 ms).

        \#u{1B}[32m✓ admin-key.convergence.max < 600ms\#u{1B}[0m  412.3 ms
        \#u{1B}[31m✗ late-acceptances == 0\#u{1B}[0m                    14

        \#u{1B}[31m✗ late-acceptances: replica r17 incarnation 2, credential 3f9a0c1d, at 2,612 ms, after \#
        rotate-admin-key at 2000ms\#u{1B}[0m
            expected: refused from 2600 ms on; accepted 3 times
        \#u{1B}[31m✗ resurrections: replica r17 incarnation 2, credential 3f9a0c1d, at 3,000 ms, after \#
        rotate-admin-key at 2000ms\#u{1B}[0m
            expected: refused from 2600 ms on
        \#u{1B}[31m✗ late-acceptances: replica r17 incarnation 2, credential 3f9a0c1d, at 2,700 ms, after \#
        rotate-admin-key at 2000ms\#u{1B}[0m
            expected: refused from 2600 ms on; accepted 3 times
        \#u{1B}[31m✗ missed: late-acceptances == 0, measured 14\#u{1B}[0m
        and 12 more findings: see results/20260203T040506Z-rotate-admin-key-7-beef/report.json
        \#u{1B}[31mrotate-admin-key: fail; 15 violations, 1 of 2 expectations missed\#u{1B}[0m
        run it again: keyquake run scenarios/rotate-admin-key.yaml --seed 7

        """#

    static let json = #"""
        {
          "schema": "keyquake.report/1",
          "scenario": "rotate-admin-key",
          "seed": 7,
          "verdict": "fail",
          "expected_verdict": "pass",
          "inconclusive": [],
          "started": "2026-02-03T04:05:06Z",
          "duration_ms": 12412.5,
          "machine": "2 cores, Test CPU, 4 GiB, Linux 6.1",
          "fleet": { "replicas": 50, "start_ms": 183.4, "pss_kib_mean": 96.2, "http": false },
          "redis": { "topology": "standalone", "version": "7.0.15" },
          "bounds": {
            "asked": { "learn_ms": 600, "refuse_ms": 600, "timed_ms": 20, "skew_ms": 1 },
            "smallest": { "learn_ms": 398, "refuse_ms": 1012, "timed_ms": 20, "skew_ms": 1 }
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
            "admin-key.late-acceptances": { "value": 14, "unit": "count", "n": 61204 },
            "admin-key.resurrections": { "value": 0, "unit": "count", "n": 50 },
            "admin-key.revocation-lag.max": { "value": null, "unit": "ms", "n": 0 },
            "admin-key.stale-exposure.max": { "value": 312, "unit": "ms", "n": 5 },
            "late-acceptances": { "value": 14, "unit": "count", "n": 61204 },
            "leaked.redis-connections": { "value": 0, "unit": "count", "n": 1 },
            "leaked.threads": { "value": 0, "unit": "count", "n": 50 },
            "redis.lost-writes": { "value": 0, "unit": "count", "n": 5 }
          },
          "expectations": [
            { "metric": "admin-key.convergence.max", "bound": "< 600ms", "value": 412.3, "holds": true },
            { "metric": "late-acceptances", "bound": "== 0", "value": 14, "holds": false }
          ],
          "violations": [
            { "check": "late-acceptances", "replica": "r17", "incarnation": 2, "credential": "3f9a0c1d", \#
        "at_ms": 2700.25, "after_step": "rotate-admin-key at 2000ms", "expected": "refused from 2600 ms on", \#
        "detail": "accepted 3 times" },
            { "check": "late-acceptances", "replica": "r17", "incarnation": 2, "credential": "3f9a0c1d", \#
        "at_ms": 2612, "after_step": "rotate-admin-key at 2000ms", "expected": "refused from 2600 ms on", \#
        "detail": "accepted 3 times" },
            { "check": "resurrections", "replica": "r17", "incarnation": 2, "credential": "3f9a0c1d", \#
        "at_ms": 3000, "after_step": "rotate-admin-key at 2000ms", "expected": "refused from 2600 ms on", \#
        "detail": "" }
          ],
          "violations_omitted": 12,
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
        <testsuites name="keyquake" tests="7" failures="3" errors="0" skipped="1" time="12.413">
          <testsuite name="rotate-admin-key" tests="7" failures="3" errors="0" skipped="1" time="12.413" \#
        timestamp="2026-02-03T04:05:06Z">
            <properties>
              <property name="verdict" value="fail"/>
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
              <failure message="missed" type="expectations">measured: 14</failure>
            </testcase>
            <testcase classname="rotate-admin-key.checks" name="recording" time="0"/>
            <testcase classname="rotate-admin-key.checks" name="convergence" time="0"/>
            <testcase classname="rotate-admin-key.checks" name="late-acceptances" time="0">
              <failure message="14 late" type="checks">late-acceptances: replica r17 incarnation 2, \#
        credential 3f9a0c1d, at 2,700 ms, after rotate-admin-key at 2000ms
          expected: refused from 2600 ms on; accepted 3 times
        late-acceptances: replica r17 incarnation 2, credential 3f9a0c1d, at 2,612 ms, after rotate-admin-key \#
        at 2000ms
          expected: refused from 2600 ms on; accepted 3 times
        </failure>
            </testcase>
            <testcase classname="rotate-admin-key.checks" name="resurrections" time="0">
              <failure message="1 violation" type="checks">resurrections: replica r17 incarnation 2, \#
        credential 3f9a0c1d, at 3,000 ms, after rotate-admin-key at 2000ms
          expected: refused from 2600 ms on
        </failure>
            </testcase>
            <testcase classname="rotate-admin-key.checks" name="order" time="0">
              <skipped message="skipped because late-acceptances failed"/>
            </testcase>
          </testsuite>
        </testsuites>

        """#
}
