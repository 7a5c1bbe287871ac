import Credentials
import Doubles
import History
import Scenario

/// What upstream does wrong for a while, of keys too that come meanwhile.
final class UpstreamTroubleInForce {
    /// A fault at the double, and the keys that it is about.
    struct Rule {
        let id: UInt32
        let keys: Set<UInt32>
    }

    let kind: UpstreamFault.Kind
    let replicas: Set<UInt32>?
    /// Nil: of every environment, those too that come meanwhile.
    private let environments: [RunEnvironment]?
    /// What the keys are to their environment; nil for all of them.
    let keys: UpstreamTrouble.Keys?
    /// In force until the end.
    var ids: [UInt32] = []
    /// In force until a document gives the environment other keys of that part.
    var rules: [EnvironmentID: Rule] = [:]
    /// Starts, by rules that were lifted.
    var touched: UInt32 = 0

    init(
        kind: UpstreamFault.Kind, replicas: Set<UInt32>?, environments: [RunEnvironment]?,
        keys: UpstreamTrouble.Keys? = nil
    ) {
        self.kind = kind
        self.replicas = replicas
        self.environments = environments
        self.keys = keys
    }

    /// Nil: all keys of all environments that there ever are.
    var allKeys: Set<UInt32>? { environments.map { $0.sdkKeys(nil) } }
    var isOfEverything: Bool { environments == nil && keys == nil }

    func covers(_ environment: RunEnvironment) -> Bool {
        environments?.contains { $0 === environment } ?? true
    }
}

extension [RunEnvironment] {
    /// By their numbers.
    func sdkKeys(_ part: UpstreamTrouble.Keys?) -> Set<UInt32> {
        reduce(into: []) { $0.formUnion($1.sdkKeys(part)) }
    }
}

extension Run {
    /// Puts a fault on, waits, takes it off; proves it by the starts that it touched.
    func perform(_ trouble: UpstreamTroubleInForce, for duration: UInt64, _ step: StepNumber) async -> Outcome {
        guard let upstream else { return .failed }
        do throws(UpstreamDoubleError) {
            try await begin(trouble, on: upstream.client)
            upstreamTroubles.append(trouble)
            await loop.sleep(nanoseconds: duration)
            upstreamTroubles.removeAll { $0 === trouble }
            for id in trouble.ids + trouble.rules.values.map(\.id) {
                trouble.touched += try await upstream.client.lift(id)
            }
        } catch {
            progress.note("step \(step): \(error)")
            return .failed
        }
        guard trouble.touched > 0 else { return .failed }
        recorder.record(.faultProved(step: step, proof: .startsTouched))
        return .ok
    }

    private func begin(
        _ trouble: UpstreamTroubleInForce, on client: UpstreamDoubleClient
    ) async throws(UpstreamDoubleError) {
        guard trouble.keys != nil else { return try await apply(trouble, to: trouble.allKeys, on: client) }
        for environment in environments.all where trouble.covers(environment) {
            try await follow(environment, trouble, on: client)
        }
    }

    /// New keys of an environment fall under what is in force of it, and keys that are something else to it now no longer
    /// do; said before anybody can connect with them.
    func extendTroubles(of environment: RunEnvironment, to keys: Set<UInt32>) async {
        guard let upstream else { return }
        for trouble in upstreamTroubles where !trouble.isOfEverything && trouble.covers(environment) {
            do throws(UpstreamDoubleError) {
                if trouble.keys != nil {
                    try await follow(environment, trouble, on: upstream.client)
                } else if !keys.isEmpty {
                    try await apply(trouble, to: keys, on: upstream.client)
                }
            } catch {
                progress.note("\(error)")
            }
        }
    }

    private func apply(
        _ trouble: UpstreamTroubleInForce, to keys: Set<UInt32>?, on client: UpstreamDoubleClient
    ) async throws(UpstreamDoubleError) {
        let fault = fault(trouble, keys)
        trouble.ids.append(fault.id)
        try await client.apply(fault)
    }

    /// The new rule is in force before the old one is lifted: what that one held is decided by the new one.
    private func follow(
        _ environment: RunEnvironment, _ trouble: UpstreamTroubleInForce, on client: UpstreamDoubleClient
    ) async throws(UpstreamDoubleError) {
        let keys = environment.sdkKeys(trouble.keys)
        let former = trouble.rules[environment.id]
        guard keys != former?.keys ?? [] else { return }
        let fault = keys.isEmpty ? nil : fault(trouble, keys)
        trouble.rules[environment.id] = fault.map { UpstreamTroubleInForce.Rule(id: $0.id, keys: keys) }
        if let fault { try await client.apply(fault) }
        if let former { trouble.touched += try await client.lift(former.id) }
    }

    private func fault(_ trouble: UpstreamTroubleInForce, _ keys: Set<UInt32>?) -> UpstreamFault {
        upstreamRules += 1
        let scope = UpstreamScope(replicas: trouble.replicas, credentials: keys)
        return UpstreamFault(id: upstreamRules, kind: trouble.kind, scope: scope)
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
