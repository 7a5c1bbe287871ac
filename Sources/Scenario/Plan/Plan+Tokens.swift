/// What the tokens of a run come to: for the sizes of its history, and for what must be waited for.
extension Plan {
    /// Codes and refresh tokens that steps have raced for.
    package var racedTokens: Int {
        flattenedSteps.reduce(0) { sum, step in
            switch step.action {
            case .redeemBurst(let burst), .rotateBurst(let burst): sum + burst.count
            default: sum
            }
        }
    }

    /// Sessions and users that steps revoke.
    package var revokedByName: Int {
        flattenedSteps.reduce(0) { sum, step in
            switch step.action {
            case .revokeSession(let step), .revokeUser(let step): sum + step.count
            default: sum
            }
        }
    }

    /// How long after the last call the last access token of the run ends; nil when none ends in any run that short.
    package var accessTokenRest: UInt64? {
        tokens.flatMap { $0.accessTTL < longestRunLength ? $0.accessTTL : nil }
    }
}
