import Credentials
import RedisFixture
import RedisLink
import Stores
import Testing

@testable import Operator

/// How changes end: done, refused, superseded, unknown; and that an attempt more never makes a change more.
@Suite struct AdminKeyChangeTests {
    @Test func `a rotation is in the slot, above everything that a replica says it holds`() async throws {
        try await withStage { (stage: OperatorStage) async throws in
            let floor = try #require(Epoch(1_790_000_900_000))
            let made = try await stage.session.change(.rotate(to: Secret(text: "next"), grace: 0), floor: floor)
            #expect(try #require(made.version).epoch > floor)
            guard case .fenced(let record) = SlotReading(hash: stage.slot.content.hashed, now: stage.slot.now) else {
                throw FixtureError("no record")
            }
            #expect(record.value == Secret(text: "next") && record.version == made.version)
            #expect(made.fingerprint == Fingerprint(of: Secret(text: "next"), key: record.fingerprintKey))
            #expect(stage.slot.log.last?.fingerprintBits == made.fingerprint?.bits)
        }
    }

    @Test func `the slot's own fingerprint key goes on, so that a key keeps its fingerprint`() async throws {
        try await withStage { (stage: OperatorStage) async throws in
            let first = try await stage.rotate(to: "one")
            _ = try await stage.rotate(to: "two")
            let again = try await stage.rotate(to: "one")
            #expect(first.fingerprint == again.fingerprint && first.version != again.version)
            #expect(stage.slot.log.map(\.fingerprintBits).first == stage.slot.log.map(\.fingerprintBits).last)
        }
    }

    @Test func `a rotation with grace tells until when, and which keys had to go`() async throws {
        try await withStage { (stage: OperatorStage) async throws in
            for number in 0..<6 {
                let made = try await stage.session.change(
                    .rotate(to: Secret(text: "key-\(number)"), grace: 60_000_000_000), floor: .zero)
                #expect((made.graceEnd == nil) == (number == 0))
                #expect(made.dropped == (number == 5 ? 1 : 0))
                stage.pass(1000)
            }
            let ended = try await stage.session.change(.endGrace, floor: .zero)
            let view = try await stage.session.slotView()
            #expect(view.fingerprint == ended.fingerprint?.description && view.outgoing.isEmpty)
        }
    }

    @Test func `after a revoke no key is in force`() async throws {
        try await withStage { (stage: OperatorStage) async throws in
            _ = try await stage.rotate()
            let made = try await stage.session.change(.revoke, floor: .zero)
            #expect(made.fingerprint == nil && made.version != nil)
            let view = try await stage.session.slotView()
            #expect(view.fingerprint == nil && view.by == "revoke")
            #expect(view.text.contains("none: every admin key is refused"))
        }
    }

    @Test func `grace cannot be ended where there is no sound record`() async throws {
        try await withStage { (stage: OperatorStage) async throws in
            let error = await failure { _ = try await stage.session.change(.endGrace, floor: .zero) }
            #expect(error?.code == .refused && error?.outcome == .failed)
        }
    }

    /// A plain slot of first-generation gateways must not be taken over by mistake.
    @Test(arguments: [MemorySlot.Content.text(Array("plain".utf8)), .otherType])
    func `what is no slot is overwritten only on demand`(_ content: MemorySlot.Content) async throws {
        try await withStage { (stage: OperatorStage) async throws in
            stage.slot.content = content
            for order in [AdminKeyOrder.rotate(to: Secret(text: "next"), grace: 0), .revoke, .endGrace] {
                let error = await failure { _ = try await stage.session.change(order, floor: .zero) }
                #expect(error?.code == .refused && stage.slot.content == content)
            }
            _ = try await stage.session.change(
                .rotate(to: Secret(text: "next"), grace: 0), floor: .zero, overwrites: true)
            #expect(stage.slot.content != content)
        }
    }

    @Test func `an outage that does not end is no change, and says so`() async throws {
        try await withStage { (stage: OperatorStage) async throws in
            stage.slot.outage = .refuses
            stage.session.changeLimit = 100_000_000
            let error = await failure { _ = try await stage.rotate() }
            #expect(error?.code == .environment && error?.outcome == .failed && stage.slot.content == .absent)
        }
    }

    @Test func `no secret is in what an order or an acknowledgement prints`() async throws {
        try await withStage { (stage: OperatorStage) async throws in
            let order = AdminKeyOrder.rotate(to: Secret(text: "top-secret"), grace: 0)
            let made = try await stage.session.change(order, floor: .zero)
            let view = try await stage.session.slotView()
            for text in ["\(order)", "\(made)", made.line, "\(view)", view.text, JSONLine.text(of: view)] {
                #expect(!text.contains("top-secret"))
            }
            #expect(JSONLine.text(of: AdminKeyChangeView(made, issuing: nil)).contains("\"value\"") == false)
        }
    }
}

@Suite struct ManagedKeyChangeTests {
    @Test func `a key whose end has passed by the server's clock is refused, and nothing is written`() async throws {
        try await withStage { (stage: OperatorStage) async throws in
            let new = try stage.newKey(expiresAt: stage.keys.now)
            let error = await failure { _ = try await stage.session.create(new, floor: .zero) }
            #expect(error?.code == .refused && error?.outcome == .failed && stage.keys.rows.isEmpty)
        }
    }

    @Test func `a deactivation is for ever, and a second one is no error`() async throws {
        try await withStage { (stage: OperatorStage) async throws in
            let record = try await stage.session.create(stage.newKey(), floor: .zero)
            stage.pass(1000)
            let first = try await stage.session.deactivate(record.id, floor: .zero)
            stage.pass(1000)
            let second = try await stage.session.deactivate(record.id, floor: .zero)
            #expect(first.didWrite && !second.didWrite)
            #expect(first.record.deactivatedAt == second.record.deactivatedAt)
        }
    }

    @Test func `an id that nobody has is refused`() async throws {
        try await withStage { (stage: OperatorStage) async throws in
            let id = try stage.newKey().id
            let error = await failure { _ = try await stage.session.deactivate(id, floor: .zero) }
            #expect(error?.code == .refused && error?.outcome == .failed)
        }
    }

    @Test func `a store that is damaged is refused, not the environment's fault`() async throws {
        try await withStage { (stage: OperatorStage) async throws in
            stage.keys.isDamaged = true
            let new = try stage.newKey()
            let error = await failure { _ = try await stage.session.create(new, floor: .zero) }
            #expect(error?.code == .refused)
        }
    }

    @Test func `a list is of one revision, in the contract's order, with bad rows counted`() async throws {
        try await withStage { (stage: OperatorStage) async throws in
            var records: [ManagedKeyRecord] = []
            for number in 0..<1201 {
                if number.isMultiple(of: 100) { stage.pass(1) }
                records.append(try await stage.session.create(stage.newKey("key \(number % 7)"), floor: .zero))
            }
            let dead = try await stage.session.deactivate(records[3].id, floor: .zero).record
            records[3] = dead
            stage.keys.rows[Array(records[9].id.description.utf8)] = Array("rubbish".utf8)
            records.remove(at: 9)
            let list = try await stage.session.listKeys()
            #expect(list.records == records.sorted(by: ManagedKeyRecord.comesBefore))
            #expect(list.revision == dead.revision && list.skipped.map(\.flaw) == [.damaged])
            #expect(list.skippedLine?.contains("1 damaged") == true)
        }
    }

    @Test func `an empty list is an empty array, and a table with a heading`() async throws {
        try await withStage { (stage: OperatorStage) async throws in
            let list = try await stage.session.listKeys()
            #expect(list.json(at: stage.keys.now) == Array("[]".utf8) && list.skippedLine == nil)
            #expect(list.table(at: stage.keys.now).hasPrefix("ID"))
        }
    }

    @Test func `a name cannot steer the terminal`() async throws {
        try await withStage { (stage: OperatorStage) async throws in
            _ = try await stage.session.create(stage.newKey("evil\u{1B}[2J\nroot\u{202E}"), floor: .zero)
            let table = try await stage.session.listKeys().table(at: stage.keys.now)
            #expect(table.split(separator: "\n").count == 2)
            #expect(!table.contains("\u{1B}") && !table.unicodeScalars.contains("\u{202E}"))
        }
    }
}

/// What a call ends with.
func failure(_ body: () async throws -> Void) async -> OperatorError? {
    do {
        try await body()
        return nil
    } catch {
        return error as? OperatorError
    }
}

extension MemorySlot.Content {
    fileprivate var hashed: [[UInt8]] { if case .hash(let hash) = self { hash } else { [] } }
}
