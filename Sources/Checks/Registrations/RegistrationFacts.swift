import History

/// What one life recorded of client registrations.
struct RegistrationFacts {
    /// From here on this is what its callers get.
    struct Use: Equatable {
        var at: Time
        var id: RegistrationID
        /// `none`: nothing.
        var client: FingerprintBits
        var version: VersionStamp
        /// Unix seconds, 0 for never.
        var secretEnds: UInt64
    }

    /// One request to the authorization server.
    struct Call: Equatable {
        struct Answer: Equatable {
            var at: Time
            /// 0 for none.
            var status: UInt16
            var client: FingerprintBits
            var isOutcomeUnknown: Bool
        }

        var id: RegistrationID
        var kind: RegistrationCall
        var number: UInt32
        var sent: Time
        var answer: Answer?
    }

    struct LeaseNews: Equatable {
        var at: Time
        var id: RegistrationID
        var change: LeaseChange
        var fence: UInt64
    }

    struct Store: Equatable {
        var at: Time
        var id: RegistrationID
        var client: FingerprintBits
        var outcome: PutOutcome
        var version: VersionStamp
        var isPutBack: Bool
        /// Under which lease, nil for none.
        var fence: UInt64?
    }

    struct Withdrawal: Equatable {
        var id: RegistrationID
        var client: FingerprintBits
        var sent: Time
        var at: Time
    }

    /// What it could not withdraw; `status` is 0 where the server gave no means to.
    struct Leak: Equatable {
        var at: Time
        var id: RegistrationID
        var client: FingerprintBits
        var status: UInt16
    }

    private(set) var uses: [Use] = []
    private(set) var calls: [Call] = []
    private(set) var leases: [LeaseNews] = []
    private(set) var stores: [Store] = []
    private(set) var withdrawals: [Withdrawal] = []
    private(set) var leaks: [Leak] = []
    /// When an attempt to resolve came to nothing.
    private(set) var failures: [(at: Time, id: RegistrationID)] = []

    mutating func take(_ event: RegistrationEvent, at time: Time) {
        switch event {
        case .used(let id, let client, let version, let secretEnds):
            uses.append(Use(at: time, id: id, client: client, version: version, secretEnds: secretEnds))
        case .requested(let id, let call, let number):
            calls.append(Call(id: id, kind: call, number: number, sent: time))
        case .answered(let id, let call, let number, let status, let client, let isUnknown):
            let answer = Call.Answer(at: time, status: status, client: client, isOutcomeUnknown: isUnknown)
            answered(Call(id: id, kind: call, number: number, sent: time, answer: answer))
        case .lease(let id, let change, let fence):
            leases.append(LeaseNews(at: time, id: id, change: change, fence: fence))
        default: takeEnds(event, at: time)
        }
    }

    private mutating func takeEnds(_ event: RegistrationEvent, at time: Time) {
        switch event {
        case .stored(let id, let client, let outcome, let version, let isPutBack):
            let lease = leases.last { $0.id == id && ($0.change == .taken || $0.change == .extended) }
            stores.append(
                Store(
                    at: time, id: id, client: client, outcome: outcome, version: version, isPutBack: isPutBack,
                    fence: isPutBack ? nil : lease?.fence))
        case .withdrew(let id, let client):
            let sent = calls.last { $0.id == id && $0.kind == .withdraw }?.sent ?? time
            withdrawals.append(Withdrawal(id: id, client: client, sent: sent, at: time))
        case .leaked(let id, let client, let status):
            leaks.append(Leak(at: time, id: id, client: client, status: status))
        case .failed(let id, _): failures.append((time, id))
        default: break  // the coordinator's
        }
    }

    private mutating func answered(_ call: Call) {
        let open = calls.lastIndex {
            $0.id == call.id && $0.kind == call.kind && $0.number == call.number && $0.answer == nil
        }
        guard let open else { return calls.append(call) }
        calls[open].answer = call.answer
    }

    func uses(of id: RegistrationID) -> [Use] { uses.filter { $0.id == id } }

    /// What it registered itself, with when it knew.
    func registered(_ id: RegistrationID) -> [(client: FingerprintBits, at: Time)] {
        calls.compactMap { call in
            guard call.id == id, call.kind == .register, let answer = call.answer, answer.client != .none else {
                return nil
            }
            return (answer.client, answer.at)
        }
    }

    /// What became of the attempts to store one, in order.
    func stores(of client: FingerprintBits, _ id: RegistrationID) -> [Store] {
        stores.filter { $0.id == id && $0.client == client && !$0.isPutBack }
    }
}

extension RegistrationFacts.Use {
    var isNothing: Bool { client == .none }
}

extension PutOutcome {
    /// It stands in the row, or on the list of what is to be withdrawn: nobody needs its registrant any more.
    var isSettled: Bool {
        switch self {
        case .wrote, .already, .lost, .fenced, .withdrawn: true
        case .failed, .unknown: false
        }
    }

    var isInForce: Bool { self == .wrote || self == .already }
}
