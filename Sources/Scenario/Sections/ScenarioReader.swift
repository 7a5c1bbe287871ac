/// Reads the whole document: first its sections, then the rules across them.
struct ScenarioReader {
    let log: FindingLog
    let isRedisExternal: Bool

    private static let sections = [
        "scenario", "about", "seed", "fleet", "managed-keys", "environments", "registrations", "as", "tokens", "redis",
        "probe", "bounds", "steps", "expect", "expect-verdict", "expect-failing",
    ]

    /// - Returns: Nil when the document is no mapping; otherwise a plan that is worth something if the log is empty.
    func read(_ root: SourceNode) -> Plan? {
        let fields = Fields(root, of: "the scenario", keys: Self.sections, log: log) { NotYet.sections.contains($0) }
        guard let fields else { return nil }
        reportReserved(root)
        let draft = readSections(fields)
        for rule in Rules.all { rule(draft, log) }
        return draft.plan
    }

    private func reportReserved(_ root: SourceNode) {
        guard case .mapping(let entries) = root.content else { return }
        for entry in entries where NotYet.sections.contains(entry.key) {
            log.report(NotYet.message("the section '\(entry.key)'"), at: entry.keyPosition)
        }
    }

    private func readSections(_ fields: Fields) -> PlanDraft {
        let head = Head(fields)
        let fleet = FleetSection(fields.required("fleet"), log: log)
        let redis = RedisSection(fields.value("redis"), log: log)
        let bounds = BoundsSection(fields.value("bounds"), poll: fleet.plan.poll, log: log)
        let managedKeys = ManagedKeysSection(fields.value("managed-keys"), bounds: bounds, log: log)
        let registrations = RegistrationsSection(fields.value("registrations"), bounds: bounds, log: log)
        let server = AuthorizationServerSection.read(fields.value("as"), log: log)
        let environments = EnvironmentsSection(fields.value("environments"), bounds: bounds, log: log)
        let tokens = TokensSection(fields.value("tokens"), fleet: fleet.plan, redis: redis.plan, log: log)
        let sections = Set(Self.sections.filter { fields.value($0) != nil })
        let section = StepsSection(
            fleet: fleet.plan, redis: redis.plan, registrations: registrations.plan, sections: sections, log: log)
        let (steps, stepsAreComplete) = section.read(fields.value("steps"))
        let expect = fields.value("expect")
        return PlanDraft(
            sections: sections, head: head, fleet: fleet, managedKeys: managedKeys,
            registrations: registrations, authorizationServer: server, serverPosition: fields.position(of: "as"),
            environments: environments, tokens: tokens, redis: redis, isRedisExternal: isRedisExternal,
            probe: ProbeSection.read(fields.value("probe"), fleet: fleet, log: log),
            bounds: bounds.plan, steps: steps, stepsAreComplete: stepsAreComplete,
            expectations: ExpectSection(log: log).read(expect),
            verdict: VerdictSection(fields, expected: expect?.keys ?? []))
    }
}

extension SourceNode {
    /// The keys of a mapping, in the order written.
    var keys: [String] {
        guard case .mapping(let entries) = content else { return [] }
        return entries.map(\.key)
    }
}
