import History
import Scenario

/// Everything on record about the registrations of a run, sorted by upstream.
struct RegistrationHistory {
    /// A row that stood, or was used.
    struct RowKey: Hashable {
        var id: RegistrationID
        var client: FingerprintBits
        var generation: UInt64
    }

    struct ClientKey: Hashable {
        var id: RegistrationID
        var client: FingerprintBits
    }

    struct Maker: Equatable {
        var life: Life
        var sent: Time
        /// When it had the answer: nobody can have stored it before.
        var at: Time
    }

    let ids: [RegistrationID]
    private let rows: [RegistrationID: RowSightings]
    private let ledger: [RegistrationID: [LedgerLine]]
    private let makers: [ClientKey: Maker]
    private let ends: [RowKey: UInt64]
    private let generations: [ClientKey: UInt64]
    private let ledgerEnds: [ClientKey: UInt64]
    /// What anybody knew first of a generation that stood: the answer to its put, or the look that showed it.
    let known: [RowKey: Time]

    init(_ model: RunModel, _ replicas: [ReplicaFacts], _ plan: Plan) {
        ids = (plan.registrations?.upstreams ?? []).indices.map { RegistrationID(UInt16($0)) }
        let facts = replicas.lazy.flatMap(\.lives).map { ($0.life, $0.registrations) }
        let looks = Dictionary(grouping: model.rowLooks.sorted { $0.returned < $1.returned }, by: \.id)
        rows = looks.mapValues { RowSightings($0, model.reigns) }
        ledger = Dictionary(grouping: model.ledger, by: \.id).mapValues(Self.lastOfEach)
        ledgerEnds = model.ledger.reduce(into: [:]) {
            $0[ClientKey(id: $1.id, client: $1.client)] = $1.secretEnds
        }
        var reader = Reader()
        for (life, facts) in facts { reader.take(facts, of: life) }
        for look in model.rowLooks where look.isGood { reader.take(look) }
        (makers, ends, generations, known) = (reader.makers, reader.ends, reader.generations, reader.known)
    }

    /// Of several readings of the ledger the last one counts.
    private static func lastOfEach(_ lines: [LedgerLine]) -> [LedgerLine] {
        let read = lines.map(\.read).max() ?? 0
        var seen: Set<FingerprintBits> = []
        let last = lines.sorted { $0.read > $1.read }.filter { seen.insert($0.client).inserted }
        return last.map { line in
            var line = line
            line.read = read
            return line
        }.sorted { ($0.registeredAt, $0.client.bits) < ($1.registeredAt, $1.client.bits) }
    }

    func rows(of id: RegistrationID) -> RowSightings { rows[id] ?? RowSightings([], Reigns()) }
    /// In the order in which they were made.
    func ledger(of id: RegistrationID) -> [LedgerLine] { ledger[id] ?? [] }
    /// Nil: nobody ever got an answer that names it.
    func maker(of client: FingerprintBits, _ id: RegistrationID) -> Maker? {
        makers[ClientKey(id: id, client: client)]
    }
    /// The highest under which it ever stood, as far as anybody says; nil for one that never did.
    func generation(of client: FingerprintBits, _ id: RegistrationID) -> UInt64? {
        generations[ClientKey(id: id, client: client)]
    }

    /// Somebody got an answer that names a client.
    func isMade(_ id: RegistrationID) -> Bool { makers.keys.contains { $0.id == id } }
    /// Somebody saw one stand, or put it there.
    func isStored(_ id: RegistrationID) -> Bool { known.keys.contains { $0.id == id } }

    /// Unix seconds, 0 for never; nil when nobody says. What the fleet was told outranks the server's ledger, which may have
    /// ended a secret since.
    func secretEnd(of client: FingerprintBits, generation: UInt64, _ id: RegistrationID) -> UInt64? {
        ends[RowKey(id: id, client: client, generation: generation)] ?? ledgerEnds[ClientKey(id: id, client: client)]
    }
}

/// Goes through what lives recorded.
private struct Reader {
    typealias History = RegistrationHistory
    var makers: [History.ClientKey: History.Maker] = [:]
    var ends: [History.RowKey: UInt64] = [:]
    var generations: [History.ClientKey: UInt64] = [:]
    var known: [History.RowKey: Time] = [:]

    mutating func take(_ facts: RegistrationFacts, of life: Life) {
        for call in facts.calls where call.kind == .register {
            guard let answer = call.answer, answer.client != .none else { continue }
            let key = History.ClientKey(id: call.id, client: answer.client)
            if makers[key].map({ $0.at > answer.at }) ?? true {
                makers[key] = History.Maker(life: life, sent: call.sent, at: answer.at)
            }
        }
        for use in facts.uses where !use.isNothing {
            ends[History.RowKey(id: use.id, client: use.client, generation: use.version.epoch)] = use.secretEnds
            stood(use.id, use.client, use.version.epoch)
        }
        for store in facts.stores where store.outcome.isInForce {
            stood(store.id, store.client, store.version.epoch)
            know(store.id, store.client, store.version.epoch, at: store.at)
        }
    }

    mutating func take(_ look: RowLook) {
        stood(look.id, look.client, look.generation)
        know(look.id, look.client, look.generation, at: look.returned)
    }

    private mutating func stood(_ id: RegistrationID, _ client: FingerprintBits, _ generation: UInt64) {
        let key = History.ClientKey(id: id, client: client)
        generations[key] = max(generation, generations[key] ?? 0)
    }

    private mutating func know(
        _ id: RegistrationID, _ client: FingerprintBits, _ generation: UInt64, at time: Time
    ) {
        let key = History.RowKey(id: id, client: client, generation: generation)
        known[key] = min(time, known[key] ?? .never)
    }
}
