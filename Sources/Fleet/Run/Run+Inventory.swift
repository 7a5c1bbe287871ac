import CPosix
import History

extension Run {
    /// Writes down what a replica holds, to be compared at the end of the run.
    func recordInventory(of member: Member, _ phase: InventoryPhase) {
        guard let child = member.child, let inventory = ProcessInventory(pid: child.pid) else { return }
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
