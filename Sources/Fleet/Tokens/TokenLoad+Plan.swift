import ReplicaProcess
import Scenario

extension TokenLoad {
    /// The scenario's words for how much is done, in a replica's.
    init(_ tokens: TokensPlan, of plan: Plan) {
        self.init()
        sessions = UInt32(clamping: tokens.sessions)
        issue = UInt32(clamping: tokens.issue)
        use = UInt32(clamping: tokens.use)
        rotate = UInt32(clamping: tokens.rotate)
        revoke = UInt32(clamping: tokens.revoke)
        redeem = UInt32(clamping: tokens.redeem)
        replay = UInt32(clamping: tokens.replay)
        (accessTTL, refreshTTL, codeTTL) = (tokens.accessTTL, tokens.refreshTTL, tokens.codeTTL)
        confirm = UInt32(clamping: tokens.confirm)
        replicas = UInt32(clamping: max(1, plan.fleet.replicas))
        seed = plan.seed
    }
}
