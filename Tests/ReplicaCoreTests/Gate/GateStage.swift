import Credentials
import History

@testable import ReplicaCore

/// A gate with one of everything: an admin key `admin`, an outgoing one, an internal token, managed keys and an
/// environment.
struct GateStage {
    /// Read well, and not stale.
    var awaitsFirstRead = false
    var staleAt: SteadyTime?
    var managed: ManagedKeySnapshot? = GateStage.managedKeys()
    var environments: EnvironmentGate? = GateStage.environmentGate()
    var isReady = true
    var isOpen = false
    /// Nil for none.
    var admin: String? = "admin"

    static let now = Moment(
        steady: SteadyTime(nanoseconds: 1_000_000_000), wall: WallTime(milliseconds: Watch.begin))

    var snapshot: GateSnapshot {
        let outgoing = [OutgoingKey(value: Secret(text: "outgoing"), end: Self.now.wall.advanced(byNanoseconds: 1))]
        return GateSnapshot(
            adminKey: KeySnapshot(
                table: KeyTable(
                    current: admin.map { Secret(text: $0) }, outgoing: outgoing, internalToken: Secret(text: "inner")),
                version: .zero, fingerprint: Self.adminFingerprint, outgoing: [FingerprintBits(2)], isConfirmed: true,
                awaitsFirstRead: awaitsFirstRead, staleAt: staleAt),
            managedKeys: managed, environments: environments, isReady: isReady, isOpen: isOpen)
    }

    static let adminFingerprint = FingerprintBits(1)

    /// 1 lives, 2 is dead, 3 has ended, 4 gives a path.
    static func managedKeys() -> ManagedKeySnapshot {
        var snapshot = ManagedKeySnapshot()
        snapshot.protection = .enabled
        for number: UInt64 in 1...4 { _ = snapshot.table.merge(record(number)) }
        return snapshot
    }

    private static func record(_ number: UInt64) -> ManagedKeyRecord {
        let token = managedToken(number)
        return ManagedKeyRecord(
            id: managedID(number), name: "key", userPath: number == 4 ? try? UserPath.normalized("/team") : nil,
            redactedValue: token.redacted, hash: token.hash, expiresAt: number == 3 ? now.wall : nil,
            deactivatedAt: number == 2 ? now.wall : nil, createdAt: now.wall, updatedAt: now.wall,
            revision: Epoch(number) ?? .zero)
    }

    static let environment = EnvironmentName.configured("shop")

    static func environmentGate() -> EnvironmentGate {
        var gate = EnvironmentGate()
        gate.isComplete = true
        let credentials = [
            SDKKey(text: "sdk-1").map(EnvironmentCredential.sdkKey),
            MobileKey(text: "mob-1").map(EnvironmentCredential.mobileKey),
            EnvironmentID(text: "env id/ä").map(EnvironmentCredential.environmentID),
        ].compactMap(\.self)
        gate.replace(environment, with: Dictionary(uniqueKeysWithValues: credentials.map { ($0, nil) }))
        return gate
    }

    /// Asks as a request would; several values of one header stand in one list.
    func judge(_ target: String, _ headers: [GateHeader: [String]] = [:]) -> GateDecision? {
        guard let target = RequestTarget(target) else { return nil }
        return snapshot.judge(GateRoute(target), query: target.query, at: Self.now) { name in
            let values = headers[name] ?? []
            return values.count > 1 ? .several : values.first.map(GateHeaderValue.one) ?? .absent
        }
    }

    func judge(_ target: String, authorization: String) -> GateDecision? {
        judge(target, [.authorization: [authorization]])
    }

    static func text(ofKey number: UInt64) -> String {
        managedToken(number).secret.withBytes { String(decoding: $0, as: UTF8.self) }
    }
}
