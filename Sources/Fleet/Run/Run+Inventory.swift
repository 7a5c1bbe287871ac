import CPosix
import History

extension Run {
    /// Writes down what a replica holds when all its links are up for the first time; which of several looks counts is for
    /// the check to say, as a link may just be away at one of them. With environments, as soon as it is known which of it
    /// are upstream connections, which come and go.
    ///
    /// - Parameter visitors: connections among them that others made, and that are gone at the end.
    func recordBaseline(of member: Member, visitors: Int = 0) {
        if let upstreamWatch { return upstreamWatch.settle(member, visitors: visitors) }
        guard let inventory = member.child.flatMap({ ProcessInventory(pid: $0.pid) }) else { return }
        recordBaseline(inventory, of: member, besides: visitors)
    }

    func recordBaseline(_ inventory: ProcessInventory, of member: Member, besides connections: Int) {
        let look = inventory.without(descriptors: connections)
        member.baseline = member.baseline.map(look.covering) ?? look
        record(look, of: member, .baseline)
    }

    /// Writes down what it holds at the end of the run. False when that is more than at first, and nothing was written.
    func recordEnd(of member: Member, evenMore: Bool) -> Bool {
        guard let inventory = inventory(of: member) else { return true }
        let baseline = member.baseline ?? inventory
        let isMore = inventory.descriptors > baseline.descriptors || inventory.threads > baseline.threads
        guard !isMore || evenMore else { return false }
        record(inventory, of: member, .end)
        return true
    }

    /// Without its upstream connections: which of those should be there is upstream's own account.
    private func inventory(of member: Member) -> ProcessInventory? {
        let connections = upstreamWatch?.connections(of: member.life) ?? 0
        return member.child.flatMap { ProcessInventory(pid: $0.pid) }?.without(descriptors: connections)
    }

    private func record(_ inventory: ProcessInventory, of member: Member, _ phase: InventoryPhase) {
        recorder.record(
            .inventory(
                member.life, phase: phase, descriptors: UInt32(inventory.descriptors),
                threads: UInt32(inventory.threads)))
    }

    /// Mean proportional memory of some replicas: reading it costs the kernel a walk, so not of all.
    func meanMemory() -> Double? {
        let sampled = fleet.ready.prefix(Self.memorySamples).compactMap { member in
            member.child.flatMap { ProcessMemory(pid: $0.pid) }?.pss
        }
        guard !sampled.isEmpty else { return nil }
        return Double(sampled.reduce(0, +)) / Double(sampled.count)
    }

    private static var memorySamples: Int { 20 }
}
