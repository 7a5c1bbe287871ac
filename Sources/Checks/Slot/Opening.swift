import History

/// How the slot began: state 0, in which nobody knows who won the bootstrap, and state 1, the key in force when the
/// fleet was ready.
///
/// The initial key's publication counts from fleet ready. Where every replica has a key of its own, the winner is the
/// one that the slot first shows; before that each of them may be accepted, afterwards the losers must be refused.
struct Opening {
    let changes: [SlotChange]
    let contenders: [CredentialID]
    /// The key in force, when it is known.
    let winner: CredentialID?

    init(_ model: RunModel, _ evidence: [Evidence], before firstChange: Time) {
        let named = model.credentials.compactMap { $0 }.filter { $0.kind == .adminKey }
        let initial = named.filter { $0.origin == .initial }.map(\.id)
        let configured = named.filter { $0.origin == .configured }.map(\.id)
        contenders = initial + configured
        let fleetReady = model.fleetReady ?? .never
        let shown = evidence.first { $0.at < firstChange && $0.fingerprint != .none }
        let shownID = shown.flatMap { model.credential(with: $0.fingerprint)?.id }
        var known = fleetReady
        if initial.count == 1, configured.isEmpty || shownID == nil {
            winner = initial.first
        } else {
            winner = shownID ?? (contenders.count == 1 ? contenders.first : nil)
            known = max(fleetReady, shown?.at ?? fleetReady)
        }
        let isSettled = winner != nil || contenders.isEmpty || shown != nil
        changes = [Self.state(nil, from: .always), Self.state(winner, from: isSettled ? known : .never)]
    }

    private static func state(_ credential: CredentialID?, from acknowledged: Time) -> SlotChange {
        SlotChange(
            operation: nil, kind: credential == nil ? .revoke : .rotate, credential: credential, grace: 0,
            invoked: .always, acknowledged: acknowledged, version: .zero, graceEnd: nil, isCertain: true)
    }
}
