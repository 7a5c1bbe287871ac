import CPosix
import Credentials
import History
import RedisLink
import Stores

/// Looks at the rows of all registrations on one node each 50 ms, and writes down what is new in them: another client or
/// generation, and a time to live that does not go on from where it was.
final class RegistrationSampler {
    static let every: UInt64 = 50_000_000
    private let node: WatchedNode
    private unowned let run: Run
    private let registrations: RunRegistrations
    private let question: RedisCommand
    private var isAsking = false
    private var lastLook: UInt64 = 0
    private var seen: [RegistrationID: RowSighting] = [:]

    init(node: WatchedNode, run: Run, registrations: RunRegistrations) {
        self.node = node
        self.run = run
        self.registrations = registrations
        question = Self.question(registrations.upstreams.map(\.key), registrations.names)
    }

    static func question(_ keys: [RegistrationKey], _ names: RegistrationNames) -> RedisCommand {
        RedisCommand("EVAL_RO", [Array(script.utf8), Array("\(keys.count)".utf8)] + keys.map { names.row($0) })
    }

    /// Rows and what they have left to live, in one instant.
    private static let script = """
        local rows = {}
        for index, name in ipairs(KEYS) do
          local kind = redis.call('TYPE', name).ok
          rows[index] = { kind, kind == 'string' and redis.call('GET', name) or '', redis.call('PTTL', name) }
        end
        return rows
        """

    func look() {
        let called = kq_now()
        guard node.isUp, !isAsking, called >= lastLook + Self.every else { return }
        lastLook = called
        isAsking = true
        node.faults.send(question, deadline: nil) { [unowned self] answer in
            isAsking = false
            guard case .success(.array(let rows)) = answer, rows.count == registrations.upstreams.count else { return }
            for (upstream, row) in zip(registrations.upstreams, rows) {
                guard let sighting = sighting(of: row, upstream.key, at: called) else { continue }
                note(sighting, of: upstream.id, called: called)
            }
        }
    }

    private func sighting(of row: RedisReply, _ key: RegistrationKey, at called: UInt64) -> RowSighting? {
        guard case .array(let parts) = row, parts.count == 3, case .string(let kind) = parts[0],
            case .string(let text) = parts[1], case .integer(let life) = parts[2]
        else { return nil }
        guard kind != Array("none".utf8) else { return RowSighting(state: .absent, life: life, at: called) }
        let isText = kind == Array("string".utf8)
        let reading = RegistrationReading(row: isText ? text : [], under: key, now: run.wallNow)
        guard let registration = reading.registration else {
            return RowSighting(state: .malformed, life: life, at: called)
        }
        return RowSighting(
            state: .good, client: run.fingerprint(ofClient: registration.clientID), version: registration.version,
            life: life, at: called)
    }

    private func note(_ sighting: RowSighting, of id: RegistrationID, called: UInt64) {
        if node.id == run.redis.primary.id {
            registrations.stands(sighting.state == .good ? sighting.client : nil, for: id)
        }
        guard seen[id].map(sighting.isNews(after:)) ?? true else { return }
        seen[id] = sighting
        run.recorder.record(
            .registration(
                .row(
                    id, client: sighting.client, sighting.state, generation: sighting.version.epoch.number,
                    life: sighting.life, called: called, node: node.id)))
    }
}

/// What one look at a row saw.
struct RowSighting {
    var state: RowState
    var client = FingerprintBits.none
    var version = Version.unstored
    /// Milliseconds as PTTL says it: -1 for ever, -2 for no row.
    var life: Int64
    /// When the question was sent, nanoseconds.
    var at: UInt64

    /// A look takes its time, and a busy machine takes more.
    private static let tolerance: UInt64 = 100_000_000

    /// Whether this one says more than an earlier one already did.
    func isNews(after earlier: RowSighting) -> Bool {
        guard state == earlier.state, client == earlier.client, version == earlier.version else { return true }
        switch (end, earlier.end) {
        case (nil, nil): return false
        case (let end?, let earlier?): return max(end, earlier) - min(end, earlier) > Self.tolerance
        default: return true
        }
    }

    /// When the row goes by itself; nil for never.
    private var end: UInt64? { life < 0 ? nil : at + UInt64(life) * 1_000_000 }
}
