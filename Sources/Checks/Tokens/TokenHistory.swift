import History
import Scenario

/// Everything that was done with the tokens of a run, family by family.
struct TokenHistory {
    /// By family, each in the order of their returns. Those about users are not among them.
    let families: [UInt32: [TokenAct]]
    let touches: [TokenAct]
    let removals: [TokenAct]
    let acts: [TokenAct]
    let races: [TokenRaceFacts]
    let parts: [TokenRacePart]
    let owed: Int
    let users: [FoundUser]
    let audits: [(at: Time, audit: TokenAudit)]
    let perils: TokenPerils
    /// Writes are confirmed by Redis replicas before they count.
    let isConfirming: Bool
    /// When replicas died before the run was over: what they had in hand is on no record.
    private let deaths: [Time]

    init(_ model: RunModel, _ replicas: [ReplicaFacts], _ plan: Plan) {
        let lives = plan.tokens == nil ? [] : replicas.flatMap(\.lives)
        let facts = lives.map(\.tokens)
        acts = (model.tokens.acts + facts.flatMap(\.acts)).sorted { $0.returned < $1.returned }
        touches = acts.filter { $0.kind == .touch }
        removals = acts.filter { $0.kind == .removeUser }
        families = Dictionary(grouping: acts.filter { $0.kind != .touch && $0.kind != .removeUser }, by: \.family)
        races = model.tokens.races
        parts = facts.flatMap(\.parts)
        owed = facts.reduce(0) { $0 + $1.owed }
        users = model.tokens.users
        audits = model.tokens.audits
        perils = TokenPerils(model)
        isConfirming = plan.tokens.map { $0.confirm > 0 } ?? false
        deaths = model.exits.filter { $0.life != nil && $0.at < model.end }.map(\.at)
    }

    /// In the order of their numbers, so that the same history gives the same findings in the same order.
    var ordered: [(family: UInt32, acts: [TokenAct])] {
        families.keys.sorted().map { ($0, families[$0] ?? []) }
    }

    /// A call of theirs may have taken effect until a moment after it.
    func someoneDied(from: Time, to: Time) -> Bool {
        deaths.contains { from <= $0 && $0 <= to.later(by: Self.afterDeath) }
    }

    private static let afterDeath: Int64 = 1_000_000_000

    func count(_ kinds: TokenDeedKind...) -> Int { acts.count { kinds.contains($0.kind) && $0.outcome == .done } }
}

extension TokenAct {
    /// For a finding: no id of the store.
    var label: String { "\(kind) of family \(family), generation \(generation)" }
}
