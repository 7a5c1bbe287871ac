import History

/// What one node shows in the course of a scene.
struct Lineage {
    enum Content {
        /// An index of the scene's `slot`.
        case value(Int)
        case absent
        /// It does not answer.
        case silent
    }

    var entries: [(from: Double, content: Content)]

    init(_ entries: [(Double, Content)]) { self.entries = entries.map { ($0.0, $0.1) } }

    func content(at time: Double) -> Content { entries.last { $0.from <= time }?.content ?? .silent }
}

/// Scenes with several nodes: who reigns, and what each of them shows.
extension Scene {
    static let first = NodeID.first
    static let second = NodeID(2)

    /// Two nodes, of which the first reigns; both hold the scene's first key.
    mutating func hasTwoNodes() {
        plan.redis.topology = .sentinel
        lineages = [Self.first: Lineage([(0, .value(0))]), Self.second: Lineage([(0, .value(0))])]
        role(Self.first, isPrimary: true, at: 60)
        role(Self.second, isPrimary: false, at: 60)
    }

    mutating func role(_ node: NodeID, isPrimary: Bool, at: Double) {
        coordinator.append((at, .roleChanged(node, isPrimary: isPrimary, called: Clock.monotonic(at - 0.3))))
    }

    mutating func shows(_ node: NodeID, _ content: Lineage.Content, from: Double) {
        lineages[node]?.entries.append((from, content))
    }

    /// The newest value of the slot, on these nodes a moment after it was written.
    mutating func replicates(to nodes: [NodeID] = [first, second]) {
        let newest = slot.count - 1
        for node in nodes { shows(node, .value(newest), from: slot[newest].from + (node == writesTo ? 0 : 1)) }
    }

    mutating func holdAll(_ why: HoldReason, from: Double, to: Double, number: UInt32 = 40) {
        for replica in Set(actors.map(\.replica)) { hold(replica, why, from: from, to: to, number: number) }
    }

    /// The first node dies at `at`; the second one takes over 700 ms later, and the outage has ended after 1,000.
    mutating func failsOver(at: Double) {
        holdAll(.redisDown, from: at - 5, to: at + 1_000)
        shows(Self.first, .silent, from: at)
        role(Self.second, isPrimary: true, at: at + 700)
        writesTo = Self.second
    }

    mutating func applies(_ value: Int, at: Double, _ path: ApplyPath = .poll, by replicas: Set<UInt32>? = nil) {
        for index in actors.indices where replicas?.contains(actors[index].replica) ?? true {
            actors[index].applications.append(Application(at: at, value: value, path: path))
        }
    }

    func samples(of node: NodeID, _ lineage: Lineage) -> [(at: Double, event: Event)] {
        stride(from: sampled.from, to: sampled.to, by: samplesEvery).compactMap { at in
            var (content, value) = (SlotContent.absent, SlotValue?.none)
            switch lineage.content(at: at) {
            case .silent: return nil
            case .absent: break
            case .value(let index): (content, value) = (.good, slot[index])
            }
            return (
                at + 0.2,
                .slotRead(
                    called: Clock.monotonic(at), content: content,
                    version: isFenced ? value?.version ?? .zero : .zero,
                    fingerprint: value.map { Self.fingerprint($0.current) } ?? .none, node: node)
            )
        }
    }

    func log(of node: NodeID, _ lineage: Lineage) -> [(at: Double, event: Event)] {
        lineage.entries.compactMap { from, content in
            guard case .value(let index) = content else { return nil }
            let value = slot[index]
            return (
                from + 5,
                .slotLogged(
                    version: value.version, fingerprint: Self.fingerprint(value.current),
                    by: index == 0 ? .bootstrap : .rotate,
                    writer: index == 0 ? Life(ReplicaID(bootstrapper), Incarnation(1)) : nil,
                    redisTime: Clock.unix(value.from), node: node)
            )
        }
    }
}
