import History

/// The holds of replicas that link faults keep from a server which is, or may become, the primary. Each life is held:
/// a replica that joins or starts again meanwhile gets through no more than the others.
final class CutOffs {
    /// What a fault takes from replicas.
    enum Loss {
        /// A server that they need at any time.
        case node
        /// Every Sentinel: they miss it as soon as the primary moves, and not before.
        case sentinels
    }

    struct Number: Hashable { fileprivate let value: Int }

    private struct CutOff {
        let replicas: Set<ReplicaID>
        var isFelt: Bool
        var members: [Member] = []
        var holds: [Hold] = []
    }

    private var ongoing: [Number: CutOff] = [:]
    private var next = 0

    /// To be called before the fault is asked for.
    func begin(_ replicas: Set<ReplicaID>, losing loss: Loss, in run: Run) -> Number {
        let number = Number(value: next)
        next += 1
        ongoing[number] = CutOff(replicas: replicas, isFelt: loss == .node || run.outage.isOngoing)
        for member in run.fleet.all where member.state != .gone { add(member, to: number, in: run) }
        return number
    }

    /// A life begins.
    func add(_ member: Member, in run: Run) {
        for number in ongoing.keys { add(member, to: number, in: run) }
    }

    /// The primary may move from now on.
    func outageBegan(in run: Run) {
        for number in ongoing.keys where ongoing[number]?.isFelt == false {
            ongoing[number]?.isFelt = true
            for member in run.fleet.all where member.state != .gone { add(member, to: number, in: run) }
        }
    }

    /// The fault is over.
    func end(_ number: Number, in run: Run) {
        guard let cutOff = ongoing.removeValue(forKey: number) else { return }
        for member in cutOff.members { member.cutOffs -= 1 }
        for hold in cutOff.holds { run.fleet.holds.end(hold, in: run.recorder) }
        run.fleet.changes.fire()
    }

    private func add(_ member: Member, to number: Number, in run: Run) {
        guard let cutOff = ongoing[number], cutOff.isFelt, cutOff.replicas.contains(member.id) else { return }
        ongoing[number]?.holds.append(run.fleet.holds.begin(member.life, .cutOff, in: run.recorder))
        guard !cutOff.members.contains(where: { $0 === member }) else { return }
        member.cutOffs += 1
        ongoing[number]?.members.append(member)
    }
}
