import Credentials
import RedisFixture
import RedisLink
import Stores
import Testing

@testable import Operator

/// How `--wait` ends, and what it says.
@Suite struct FleetWaitTests {
    @Test func `it is done when every replica has confirmed`() async throws {
        try await withStage { (stage: OperatorStage) async throws in
            let made = try await stage.rotate()
            let version = try #require(made.version)
            for name in ["a", "b"] { stage.says(name, admin: version) }
            let report = await stage.session.wait(for: .adminKey(version), .now)
            #expect(report.isDone && report.exitCode == 0)
            #expect(report.lines == ["done: 2 of 2 confirmed"])
        }
    }

    @Test func `it waits for who is behind, and ends as soon as all have confirmed`() async throws {
        try await withLoop { loop in
            let stage = OperatorStage(on: loop)
            let version = try #require(try await stage.rotate().version)
            stage.says("a", admin: version)
            stage.says("b")
            loop.spawn {
                await loop.sleep(nanoseconds: 120_000_000)
                stage.says("b", admin: version)
            }
            var looks: [String] = []
            let wish = WaitWish(limit: 20_000_000_000)
            let report = await stage.session.wait(for: .adminKey(version), wish) {
                looks.append($0.progressLine(of: wish))
            }
            #expect(report.isDone && report.waited < wish.limit)
            #expect(looks.first == "waiting: 1 of 2 confirmed, 1 pending (0 s of 20 s)")
        }
    }

    @Test func `nobody has an entry: there is nobody to confirm it`() async throws {
        try await withStage { (stage: OperatorStage) async throws in
            let version = try #require(try await stage.rotate().version)
            let report = await stage.session.wait(for: .adminKey(version), .now)
            #expect(report.exitCode == 1 && report.lines.last?.contains("nobody to confirm") == true)
        }
    }

    @Test func `the last lines name who is missing, and since when`() async throws {
        try await withStage { (stage: OperatorStage) async throws in
            stage.says("gone")
            stage.pass(60_000)
            let version = try #require(try await stage.rotate().version)
            stage.says("here", admin: version)
            stage.says("slow")
            stage.holds.fields[Array("odd\u{1B}".utf8)] = Array("rubbish".utf8)
            let report = await stage.session.wait(for: .adminKey(version), .now)
            #expect(report.exitCode == 1)
            #expect(report.lines.first == "not done: 1 of 4 confirmed, 1 damaged, 1 missing, 1 pending")
            #expect(
                report.lines.dropFirst().map { $0.prefix { $0 != ":" } } == [
                    "missing gone", "damaged odd\\x1b", "pending slow",
                ])
            #expect(report.lines[1].contains("since \(OperatorStage.start.utcText) (60 s ago)"))
        }
    }

    @Test func `who is ignored is named, and a name that nobody has too`() async throws {
        try await withStage { (stage: OperatorStage) async throws in
            stage.says("gone")
            stage.pass(60_000)
            let version = try #require(try await stage.rotate().version)
            stage.says("here", admin: version)
            let wish = WaitWish(limit: 0, ignoring: ["gone", "typo"])
            let report = await stage.session.wait(for: .adminKey(version), wish)
            #expect(report.isDone && report.unknownNames == ["typo"])
            #expect(report.lines.contains { $0.hasPrefix("ignored gone") })
            let strict = WaitWish(limit: 0, ignoring: ["gone"], atLeast: 2)
            #expect(await stage.session.wait(for: .adminKey(version), strict).exitCode == 1)
        }
    }

    @Test func `a replica that must have grown stale since the change is known to refuse`() async throws {
        try await withStage { (stage: OperatorStage) async throws in
            stage.says("gone", refuseAfter: 5000)
            stage.pass(3_600_000)
            let version = try #require(try await stage.rotate().version)
            stage.says("here", admin: version)
            // It was made just now: an hour of silence proves nothing, for it may have read well a moment before.
            #expect(await stage.session.wait(for: .adminKey(version), .now).exitCode == 1)
            stage.pass(11_000)
            stage.says("here", admin: version)
            let madeBy = WallTime(milliseconds: Int64(version.epoch.number))
            let report = await stage.session.wait(for: .adminKey(version), madeBy: madeBy, .now)
            #expect(report.isDone && report.lines.last?.hasPrefix("refusing gone") == true)
        }
    }

    @Test func `a change that was overtaken is not waited for, and what is in force is told`() async throws {
        try await withStage { (stage: OperatorStage) async throws in
            let version = try #require(try await stage.rotate().version)
            stage.pass(1)
            let next = try await stage.rotate(to: "another")
            stage.says("a", admin: next.version)
            let report = await stage.session.wait(for: .adminKey(version), WaitWish(limit: 20_000_000_000))
            #expect(report.exitCode == 1)
            let inForce = try #require(next.fingerprint).description
            #expect(report.lines.contains { $0.contains("superseded") && $0.contains(inForce) })
        }
    }

    @Test func `a change that the store has lost is not done, though every replica confirmed it`() async throws {
        try await withStage { (stage: OperatorStage) async throws in
            let before = stage.slot.content
            let version = try #require(try await stage.rotate().version)
            stage.says("a", admin: version)
            stage.slot.content = before
            let report = await stage.session.wait(for: .adminKey(version), .now)
            #expect(report.exitCode == 1 && report.lines.contains { $0.hasPrefix("lost:") })
        }
    }

    @Test func `a deactivation is confirmed by the revision, and lost when the store has the key alive`() async throws {
        try await withStage { (stage: OperatorStage) async throws in
            let alive = try await stage.session.create(stage.newKey(), floor: .zero)
            let row = alive.row
            stage.pass(5)
            let dead = try await stage.session.deactivate(alive.id, floor: .zero).record
            stage.says("a", keys: dead.revision)
            stage.says("b", keys: nil)
            #expect(await stage.session.wait(for: .managedKey(dead), .now).isDone)
            stage.says("c", keys: alive.revision)
            #expect(await stage.session.wait(for: .managedKey(dead), .now).exitCode == 1)
            stage.says("c", keys: dead.revision)
            stage.keys.rows[Array(alive.id.description.utf8)] = row
            let report = await stage.session.wait(for: .managedKey(dead), .now)
            #expect(report.exitCode == 1 && report.lines.contains { $0.contains("has lost the deactivation") })
        }
    }

    /// It has a number of its own then, which everybody has to reach.
    @Test func `a deactivation that was put back under a higher revision is waited for there`() async throws {
        try await withStage { (stage: OperatorStage) async throws in
            let alive = try await stage.session.create(stage.newKey(), floor: .zero)
            stage.pass(5)
            let dead = try await stage.session.deactivate(alive.id, floor: .zero).record
            stage.says("a", keys: dead.revision)
            stage.keys.rows[Array(alive.id.description.utf8)] = alive.row
            stage.pass(5)
            let again = try await stage.session.deactivate(alive.id, floor: .zero).record
            #expect(again.revision > dead.revision)
            #expect(await stage.session.wait(for: .managedKey(dead), .now).exitCode == 1)
            stage.says("a", keys: again.revision)
            #expect(await stage.session.wait(for: .managedKey(dead), .now).isDone)
        }
    }

    @Test func `a Redis that goes away meanwhile is told, and is no confirmation`() async throws {
        try await withStage { (stage: OperatorStage) async throws in
            let version = try #require(try await stage.rotate().version)
            stage.says("a", admin: version)
            stage.holds.outage = .refuses
            let report = await stage.session.wait(for: .adminKey(version), .now)
            #expect(report.exitCode == 3 && report.lines.first?.hasPrefix("not done") == true)
        }
    }

    @Test func `a pipeline is told the same`() async throws {
        try await withStage { (stage: OperatorStage) async throws in
            stage.says("gone")
            stage.pass(60_000)
            let version = try #require(try await stage.rotate().version)
            stage.says("here", admin: version)
            stage.says("slow", admin: nil)
            let report = await stage.session.wait(for: .adminKey(version), .now)
            let text = JSONLine.text(of: WaitView(report))
            #expect(
                text.hasPrefix(
                    #"{"confirmed":1,"done":false,"entries":3,"replicas":[{"id":"gone","since":"2026-"#))
            #expect(text.contains(#"{"id":"here","state":"confirmed"},{"id":"slow","state":"pending","why":"unread"}"#))
            #expect(text.contains(#""standing":"stands""#))
        }
    }
}

@Suite struct FleetListTests {
    @Test func `the list shows every entry of the last day, damaged ones too, and takes older ones away`() async throws
    {
        try await withStage { (stage: OperatorStage) async throws in
            stage.says("old")
            stage.pass(86_400_000)
            stage.says("missing", refuseAfter: 5000)
            stage.pass(20_000)
            stage.says("alive", keys: nil, incarnation: 7)
            stage.holds.fields[Array("damaged".utf8)] = []
            let (view, pruned) = try await stage.session.listFleet()
            #expect(view.replicas.map(\.id) == ["alive", "damaged", "missing"] && pruned == 1)
            #expect(view.replicas.map(\.state) == ["alive", "damaged", "missing"])
            #expect(view.replicas[0].managedKeys == "none" && view.replicas[0].incarnation == 7)
            #expect(view.replicas[1].flaw == "damaged" && view.replicas[2].ageMs == 20_000)
            #expect(view.table.split(separator: "\n").count == 4)
            #expect(stage.holds.fields.count == 3)
        }
    }

    @Test func `a replica is forgotten by the name that the list shows`() async throws {
        try await withStage { (stage: OperatorStage) async throws in
            stage.says("alive")
            stage.holds.fields[[0x1B, 0x41]] = []
            #expect(try await stage.session.forget("\\x1bA") == nil)
            #expect(try await stage.session.forget("alive") == 0)
            let error = await failure { _ = try await stage.session.forget("alive") }
            #expect(error?.code == .refused && stage.holds.fields.isEmpty)
        }
    }
}
