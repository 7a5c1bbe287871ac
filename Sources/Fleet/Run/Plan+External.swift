import Scenario

extension Plan {
    /// Steps that cannot be done to a Redis which is not ours, each with its reason.
    package var stepsThatNeedOurRedis: [String] {
        flattenedSteps.compactMap { step in
            switch step.action {
            case .stopRedis, .startRedis, .killRedis, .freezeRedis:
                "step \(step.number): an external Redis is not ours to stop or freeze; leave --redis out"
            default: nil
            }
        }
    }
}
