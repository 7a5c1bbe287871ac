import History

/// One environment in one life, with what a check of it needs: who, when, and what is close enough.
struct EnvironmentStage {
    let view: LifeView
    let own: LifeEnvironment
    let context: CheckContext
    /// How far its clock may be from the true one.
    let tolerance: Int64
    /// How soon it does what it does by itself.
    let timed: Int64

    static func all(_ context: CheckContext) -> [EnvironmentStage] {
        context.lives.flatMap { view in
            view.environments.all.map { own in EnvironmentStage(view, own, context) }
        }
    }

    private init(_ view: LifeView, _ own: LifeEnvironment, _ context: CheckContext) {
        (self.view, self.own, self.context) = (view, own, context)
        let limits = context.levels.environment.widened(by: view.window.clockOffset)
        (tolerance, timed) = (limits.skew, limits.timed)
    }

    /// By when something is done that begins at a time: at once, but for a start, in which names are told late.
    func deadline(_ time: Time) -> Time {
        let learn = context.levels.environment.learn
        guard let ready = view.window.ready, ready <= time else { return view.window.shifted(time, bound: learn) }
        return view.window.prompt(time.later(by: timed), bound: timed)
    }

    /// It lived to do it, and it is known all the while what it had to do.
    func isJudged(_ credential: CredentialID, from time: Time, by deadline: Time) -> Bool {
        deadline < view.window.end && own.isCertain(credential, from: time, to: deadline)
    }

    /// The coordinator tells a credential's name up to a second before its document; whoever was held then hears it later.
    func mayBeUntold(_ time: Time) -> Bool { view.window.isHeld(time.later(by: -Self.telling), time) }

    private static let telling: Int64 = 1_500_000_000

    func violation(
        _ check: String, _ credential: CredentialID?, at time: Time, expected: String, _ detail: String
    ) -> Violation {
        context.violation(
            check, view.life, credential: credential ?? own.environment, at: time, expected: expected,
            detail + " (environment \(context.fingerprint(own.environment) ?? "?"))")
    }

    func milliseconds(_ time: Time) -> Double { context.milliseconds(time) }
}
