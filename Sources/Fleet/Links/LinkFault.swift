import Doubles
import History
import Scenario

/// A fault on the links between two sides, for a while.
struct LinkFault {
    var ends: LinkEnds
    var kind: LinkRule.Kind
    /// Towards whom; nil: both ways.
    var towards: Side?
    /// Nanoseconds.
    var duration: UInt64
    /// Nobody gets through: whoever needs the other side is held.
    var separates: Bool
    var proof: FaultProof

    enum Side { case first, second }
}

extension Run {
    /// Puts the fault on, waits, takes it off; proves it by what the proxy says that it did.
    func perform(_ fault: LinkFault, _ step: StepNumber) async -> Outcome {
        guard let links = redis.links else { return .failed }
        let (first, second) = parties(of: fault.ends)
        let rules = rules(of: fault, first, second)
        let isOutage = fault.separates && (takesPrimary(first, second) || takesPrimary(second, first))
        if isOutage { outage.begin(in: self) }
        let cutOff = fault.separates ? cutOff(first, second) + cutOff(second, first) : []
        let holds = cutOff.map { beginCutOff($0) }
        let lonely = fault.separates ? lonelyOperators(first, second) : []
        for each in lonely { each.isCutOff = true }
        defer {
            for (member, hold) in zip(cutOff, holds) { endCutOff(member, hold) }
            for each in lonely { each.isCutOff = false }
            if isOutage { outage.release(in: self) }
        }
        do throws(LinkProxyError) {
            let touched = try await inForce(rules, on: links, for: fault.duration)
            guard touched else { return .failed }
        } catch {
            progress.note("\(error)")
            return .failed
        }
        recorder.record(.faultProved(step: step, proof: fault.proof))
        return .ok
    }

    /// True when the proxy says that the rules hit something.
    private func inForce(
        _ rules: [LinkRule], on links: LinkProxyClient, for duration: UInt64
    ) async throws(LinkProxyError) -> Bool {
        var hit: UInt32 = 0
        for rule in rules { _ = try await links.apply(rule) }
        await loop.sleep(nanoseconds: duration)
        for rule in rules {
            let proof = try await links.lift(rule.id)
            hit += proof.reset + proof.held + proof.shaped
        }
        return hit > 0
    }

    private func rules(of fault: LinkFault, _ first: LinkParties, _ second: LinkParties) -> [LinkRule] {
        [(first, second, LinkFault.Side.first), (second, first, .second)].compactMap { near, far, side in
            guard !near.listeners.isEmpty, !far.sources.isEmpty else { return nil }
            let direction: LinkDirection =
                fault.towards.map { $0 == side ? .towardsNode : .fromNode } ?? .both
            return LinkRule(
                id: nextLinkRule(), nodes: near.listeners, peers: far.sources, kind: fault.kind, direction: direction)
        }
    }

    /// The primary on the one side, and on the other whoever may put another in its place.
    private func takesPrimary(_ near: LinkParties, _ far: LinkParties) -> Bool {
        near.nodes.contains(redis.primary.id) && !far.sentinels.isEmpty
    }

    /// Replicas that cannot get to a server which is, or may become, the primary.
    private func cutOff(_ near: LinkParties, _ far: LinkParties) -> [Member] {
        far.nodes.isEmpty ? [] : near.members.filter { $0.state != .gone }
    }

    private func lonelyOperators(_ first: LinkParties, _ second: LinkParties) -> [SlotOperator] {
        operators.filter { each in
            first.operators.contains(each.number) && !(second.nodes.isEmpty && second.sentinels.isEmpty)
                || second.operators.contains(each.number) && !(first.nodes.isEmpty && first.sentinels.isEmpty)
        }
    }

    private func beginCutOff(_ member: Member) -> Hold {
        member.cutOffs += 1
        return fleet.holds.begin(member.life, .cutOff, in: recorder)
    }

    private func endCutOff(_ member: Member, _ hold: Hold) {
        member.cutOffs -= 1
        fleet.holds.end(hold, in: recorder)
        fleet.changes.fire()
    }
}
