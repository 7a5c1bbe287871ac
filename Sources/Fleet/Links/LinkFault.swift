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

    /// What the proxies have to do: each side's servers, and who connects to them from the other side.
    func rules(_ first: LinkParties, _ second: LinkParties, numbered next: () -> LinkRule.ID) -> [LinkRule] {
        [(first, second, Side.first), (second, first, .second)].compactMap { near, far, side in
            guard !near.listeners.isEmpty, !far.sources.isEmpty else { return nil }
            let direction: LinkDirection = towards.map { $0 == side ? .towardsNode : .fromNode } ?? .both
            return LinkRule(
                id: next(), nodes: near.listeners, peers: far.sources, kind: kind, direction: direction)
        }
    }
}

extension Run {
    /// Puts the fault on, waits, takes it off; proves it by what the proxy says that it did.
    func perform(_ fault: LinkFault, _ step: StepNumber) async -> Outcome {
        guard let links = redis.links else { return .failed }
        let (first, second) = linkCast.parties(of: fault.ends)
        let rules = fault.rules(first, second) { nextLinkRule() }
        let separation = fault.separates ? separate(first, second) : nil
        defer { if let separation { reunite(separation) } }
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
}

// MARK: - Who is held

/// What is kept of a partition until it ends.
private struct Separation {
    var isOutage = false
    var cutOffs: [CutOffs.Number] = []
    var lonely: [SlotOperator] = []
}

extension Run {
    /// Two sides will not reach each other.
    private func separate(_ first: LinkParties, _ second: LinkParties) -> Separation {
        var separation = Separation()
        separation.isOutage = takesPrimary(first, second) || takesPrimary(second, first)
        if separation.isOutage { outage.begin(in: self) }
        for (near, far) in [(first, second), (second, first)] {
            if let loss = loss(of: far), !near.replicas.isEmpty {
                separation.cutOffs.append(cutOffs.begin(near.replicas, losing: loss, in: self))
            }
            separation.lonely += operators.filter { near.operators.contains($0.number) && far.hasServers }
        }
        for each in separation.lonely { each.cutOffs += 1 }
        return separation
    }

    private func reunite(_ separation: Separation) {
        for number in separation.cutOffs { cutOffs.end(number, in: self) }
        for each in separation.lonely { each.cutOffs -= 1 }
        if separation.isOutage { outage.release(in: self) }
        for each in separation.lonely { loop.spawn { [self] in await tellWhatStands(to: each) } }
    }

    /// The primary on the one side, and on the other whoever may put another in its place.
    private func takesPrimary(_ near: LinkParties, _ far: LinkParties) -> Bool {
        near.nodes.contains(redis.primary.id) && !far.sentinels.isEmpty
    }

    /// What replicas miss that cannot get to these; nil for nothing: any Sentinel that is left will do.
    private func loss(of far: LinkParties) -> CutOffs.Loss? {
        if !far.nodes.isEmpty { return .node }
        let isBlinding = !redis.sentinels.isEmpty && redis.sentinels.allSatisfy { far.sentinels.contains($0.number) }
        return isBlinding ? .sentinels : nil
    }
}
