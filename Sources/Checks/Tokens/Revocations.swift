import History

/// What the revocation of one family means for every later call.
struct Revocation {
    /// The earliest call that the store answered with: nothing of this family is good any more.
    let proof: TokenAct
    /// Calls after it, and the refusals that they must get were not given.
    let defied: [TokenAct]

    /// Nil for a family that nobody is on record to have revoked.
    init?(_ acts: [TokenAct], isConfirming: Bool) {
        let proofs = acts.filter { $0.provesRevocation(isConfirming: isConfirming) }
        guard let proof = proofs.min(by: { $0.returned < $1.returned }) else { return nil }
        self.proof = proof
        defied = acts.filter { $0.called > proof.returned && Self.grants($0) }
    }

    /// It gave, or made, something that is good.
    private static func grants(_ act: TokenAct) -> Bool {
        (act.isRead || act.isMint || act.isExchange) && act.outcome == .done
    }
}
