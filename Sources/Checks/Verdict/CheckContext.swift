import History
import HistoryLog
import Scenario

/// One incarnation with everything that is known about it.
struct LifeView {
    let facts: LifeFacts
    let window: LifeWindow
    let probes: LifeProbes
    /// For each application, the newest state of the slot that it implies.
    let states: [Int]
    /// The same, of the slot as the acknowledgements had it.
    let acknowledgedStates: [Int]
    /// Changes of a plain slot to the value that this life held when they were asked for: it has nothing to apply then.
    let needless: [(at: Time, state: Int)]
    let keys: KeyKnowledge
    let environments: LifeEnvironments

    var life: Life { facts.life }

    /// The first application of a state, or a later one.
    func application(of state: Int) -> LifeFacts.Application? {
        // Applied states do not fall (`order` says so); where they do, the first one that reaches it still counts.
        zip(states, facts.applications).first { $0.0 >= state }?.1
    }

    /// When it first held a state, or a later one, as far as anybody can tell.
    func adoption(of state: Int) -> Time? {
        let applied = application(of: state)?.at
        guard let held = needless.first(where: { $0.state >= state })?.at else { return applied }
        return min(held, applied ?? held)
    }
}

/// What a check may look at. Everything is computed; a check only compares.
struct CheckContext {
    let plan: Plan
    let levels: KeyLevels
    let reading: RunReading
    let slot: SlotHistory
    /// As the acknowledgements had it: what was lost or superseded counts here.
    let acknowledged: SlotHistory
    let keys: KeyHistory
    let registrations: RegistrationHistory
    let environments: EnvironmentHistory
    let tokens: TokenHistory
    let timelines: Timelines
    let acknowledgedTimelines: Timelines
    /// All lives, by replica and incarnation.
    let lives: [LifeView]
    let steps: StepLabels
    let statuses: [ReplicaID: LiveStatus]

    /// The service level of the admin key.
    var limits: Limits { levels.admin }
    var model: RunModel { reading.model }
    /// What metrics are split by: other kinds than the admin key only where the plan has them.
    var kinds: [MetricKind] {
        [.adminKey] + (hasManagedKeys ? [.managedKey] : []) + (hasEnvironments ? MetricKind.ofEnvironments : [])
    }
    var hasEnvironments: Bool { plan.environments != nil }
    var hasManagedKeys: Bool { plan.managedKeys != nil }
    var isFenced: Bool { plan.fleet.slot == .fenced }
    var poll: Int64 { Int64(clamping: plan.fleet.poll) }
    var fleetReady: Time { model.fleetReady ?? model.began }
    var end: Time { model.end }

    func lives(of replica: ReplicaID) -> [LifeView] { lives.filter { $0.life.replica == replica } }

    func fingerprint(_ credential: CredentialID) -> String? {
        model.credential(credential)?.fingerprint.description
    }

    /// Milliseconds since fleet ready, to the microsecond: who reads a finding at night reads no six decimals.
    func milliseconds(_ time: Time) -> Double {
        let exact = (time == .never ? end : time).later(by: -fleetReady).milliseconds
        return (exact * 1000).rounded() / 1000
    }

    func violation(
        _ check: String, _ life: Life?, credential: CredentialID? = nil, at time: Time, expected: String,
        _ detail: String
    ) -> Violation {
        Violation(
            check: check, replica: life?.replica.description, incarnation: life.map { Int($0.incarnation.number) },
            credential: credential.flatMap(fingerprint), atMilliseconds: milliseconds(time),
            afterStep: steps.latest(before: time), expected: expected, detail: detail)
    }

    /// When the slot was damaged or emptied by intent: from the invocation to the first good sample of a known write on the
    /// reigning primary.
    var damageIntervals: [Span] { damageIntervals(model.primarySamples) }

    /// The same where one node's samples show it.
    func damageIntervals(_ samples: [SlotSample]) -> [Span] {
        model.operations.filter(\.isFault).map { fault in
            let returned = fault.returned ?? .never
            let mended = samples.first { $0.called >= returned && $0.content == .good && isKnown($0) }
            return Span(from: fault.invoked, to: mended?.returned ?? .never)
        }
    }

    /// An operator's or a replica's write accounts for it.
    func isKnown(_ sample: SlotSample) -> Bool { known.contains(sample.version, sample.fingerprint) }

    let known: KnownWrites
}
