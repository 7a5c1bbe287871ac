import History

/// Something after which one registration may stand at the server that nobody can withdraw.
struct RegistrationAccident: Equatable {
    enum Cause: Equatable {
        /// The answer never came, or named no client.
        case answerLost
        /// The answer came, and its holder died before the store had it.
        case holderDied
        /// The server refused to withdraw it, or gave no means to.
        case withdrawalRefused(status: UInt16)
    }

    var cause: Cause
    var life: Life
    /// `none`: nobody knows which one.
    var client: FingerprintBits
    /// When it was registered.
    var span: Span
}

/// The accidents of one upstream: each excuses one registration at most.
struct RegistrationAccidents {
    private(set) var all: [RegistrationAccident] = []
    /// What is registered and on its way to the store, in the hands of somebody who lives.
    private(set) var unstored: [FingerprintBits: (life: Life, since: Time)] = [:]

    init(_ id: RegistrationID, until end: Time, _ context: CheckContext) {
        for view in context.lives {
            let facts = view.facts.registrations
            let isDead = view.window.end < end
            for call in facts.calls where call.id == id && call.kind == .register && call.sent <= end {
                take(call, view, isDead: isDead)
            }
            for leak in facts.leaks where leak.id == id && isBeyondHelp(leak, context) {
                all.append(
                    RegistrationAccident(
                        cause: .withdrawalRefused(status: leak.status), life: view.life, client: leak.client,
                        span: Span(from: .always, to: leak.at)))
            }
        }
    }

    private mutating func take(_ call: RegistrationFacts.Call, _ view: LifeView, isDead: Bool) {
        let over = call.answer?.at ?? view.window.end
        let span = Span(from: call.sent, to: over)
        guard let answer = call.answer, answer.client != .none else {
            guard call.answer.map(\.mayHaveRegistered) ?? true else { return }
            return all.append(
                RegistrationAccident(cause: .answerLost, life: view.life, client: .none, span: span))
        }
        let stores = view.facts.registrations.stores(of: answer.client, call.id)
        guard !stores.contains(where: \.outcome.isSettled) else { return }
        if isDead {
            all.append(
                RegistrationAccident(cause: .holderDied, life: view.life, client: answer.client, span: span))
        } else {
            unstored[answer.client] = (view.life, answer.at)
        }
    }

    /// A server of the plan that manages no clients gives no means to anybody.
    private func isBeyondHelp(_ leak: RegistrationFacts.Leak, _ context: CheckContext) -> Bool {
        if leak.status == 0 { return !context.plan.authorizationServer.managesClients }
        return (400...499).contains(leak.status)
    }
}

extension RegistrationFacts.Call.Answer {
    /// One that says yes and cannot be read is as good as lost.
    fileprivate var mayHaveRegistered: Bool { isOutcomeUnknown || (200...299).contains(status) }
}
