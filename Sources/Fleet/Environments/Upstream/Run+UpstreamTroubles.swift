import Doubles
import History
import Scenario

/// What upstream does wrong for a while, of keys too that come meanwhile.
final class UpstreamTroubleInForce {
    let kind: UpstreamFault.Kind
    let replicas: Set<UInt32>?
    /// Nil: of every environment.
    let environments: [RunEnvironment]?
    var ids: [UInt32] = []

    init(kind: UpstreamFault.Kind, replicas: Set<UInt32>?, environments: [RunEnvironment]?) {
        self.kind = kind
        self.replicas = replicas
        self.environments = environments
    }
}

extension Run {
    /// Puts a fault on, waits, takes it off; proves it by the starts that it touched.
    func perform(_ trouble: UpstreamTroubleInForce, for duration: UInt64, _ step: StepNumber) async -> Outcome {
        guard let upstream else { return .failed }
        var touched: UInt32 = 0
        do throws(UpstreamDoubleError) {
            let keys = trouble.environments.map { $0.reduce(into: Set<UInt32>()) { $0.formUnion($1.sdkKeys) } }
            try await apply(trouble, to: keys, on: upstream.client)
            upstreamTroubles.append(trouble)
            await loop.sleep(nanoseconds: duration)
            upstreamTroubles.removeAll { $0 === trouble }
            for id in trouble.ids { touched += try await upstream.client.lift(id) }
        } catch {
            progress.note("step \(step): \(error)")
            return .failed
        }
        guard touched > 0 else { return .failed }
        recorder.record(.faultProved(step: step, proof: .startsTouched))
        return .ok
    }

    /// New keys of an environment fall under what is in force of it; said before anybody can connect with them.
    func extendTroubles(of environment: RunEnvironment, to keys: Set<UInt32>) async {
        guard let upstream, !keys.isEmpty else { return }
        for trouble in upstreamTroubles where trouble.environments?.contains(where: { $0 === environment }) == true {
            do throws(UpstreamDoubleError) {
                try await apply(trouble, to: keys, on: upstream.client)
            } catch {
                progress.note("\(error)")
            }
        }
    }

    private func apply(
        _ trouble: UpstreamTroubleInForce, to keys: Set<UInt32>?, on client: UpstreamDoubleClient
    ) async throws(UpstreamDoubleError) {
        upstreamRules += 1
        let id = upstreamRules
        trouble.ids.append(id)
        let scope = UpstreamScope(replicas: trouble.replicas, credentials: keys)
        try await client.apply(UpstreamFault(id: id, kind: trouble.kind, scope: scope))
    }

    /// Resets open connections, and proves it by their number.
    func dropUpstream(_ scope: UpstreamScope, _ step: StepNumber) async -> Outcome {
        guard let upstream else { return .failed }
        let dropped: UInt32
        do throws(UpstreamDoubleError) {
            dropped = try await upstream.client.drop(scope)
        } catch {
            progress.note("step \(step): \(error)")
            return .failed
        }
        guard dropped > 0 else { return .failed }
        recorder.record(.faultProved(step: step, proof: .connectionsClosed))
        return .ok
    }
}
