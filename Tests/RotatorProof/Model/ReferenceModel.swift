/// What the contract says a rotator does, in plain sets and without regard to cost.
///
/// Written from specs/environment-credentials.md alone (sections 0, 2, 3, 4, 10), before the rotator was; it shares no
/// type with it. An operation first lets go of what has ended by its own time, so that nothing depends on when the
/// last drain was (R21: a past end is never visible). A drain is the difference of two sets (R12, R13, R20).
struct ReferenceModel: Equatable {
    var sdk = ModelKeys()
    var mobile = ModelKeys()
    var environmentID: Int?
    private var reported = ModelStanding()

    init(_ start: ProofStart) {
        sdk.primary = start.sdk
        mobile.primary = start.mobile
        environmentID = start.environmentID
        _ = sdk.setAdditional(start.additionalSDK, at: 0)
        _ = mobile.setAdditional(start.additionalMobile, at: 0)
        reported = standing
    }

    var standing: ModelStanding {
        ModelStanding(
            sdk: sdk.accepted, mobile: mobile.accepted, environmentIDs: environmentID.map { [$0] } ?? [],
            clients: sdk.acting)
    }

    var nextEnd: Int? { [sdk.nextEnd, mobile.nextEnd].compactMap { $0 }.min() }

    /// Every operation but the drain.
    mutating func perform(_ step: ProofStep) -> [ModelWarning] {
        switch step {
        case .rotate(.sdk, let new, let grace, let now): sdk.rotate(to: new, grace: grace, at: now)
        case .rotate(.mobile, let new, let grace, let now): mobile.rotate(to: new, grace: grace, at: now)
        case .setAdditional(.sdk, let entries, let now): sdk.setAdditional(entries, at: now)
        case .setAdditional(.mobile, let entries, let now): mobile.setAdditional(entries, at: now)
        case .rotateEnvironmentID(let new, _): replace(new)
        case .drain: []
        }
    }

    private mutating func replace(_ new: Int) -> [ModelWarning] {
        environmentID = new
        return []
    }

    /// What has to be added and taken away since the last drain.
    mutating func drain(at now: Int) -> (added: ModelStanding, removed: ModelStanding) {
        sdk.end(at: now)
        mobile.end(at: now)
        defer { reported = standing }
        return (standing.subtracting(reported), reported.subtracting(standing))
    }
}

/// Everything that the outside has to hold: mappings of each kind, and upstream clients.
struct ModelStanding: Equatable {
    var sdk: Set<Int> = []
    var mobile: Set<Int> = []
    var environmentIDs: Set<Int> = []
    var clients: Set<Int> = []

    func subtracting(_ other: ModelStanding) -> ModelStanding {
        ModelStanding(
            sdk: sdk.subtracting(other.sdk), mobile: mobile.subtracting(other.mobile),
            environmentIDs: environmentIDs.subtracting(other.environmentIDs),
            clients: clients.subtracting(other.clients))
    }
}

/// In order, so that the same flaw reads the same in every process.
extension ModelStanding: CustomStringConvertible {
    var description: String {
        "SDK \(sdk.sorted()), mobile \(mobile.sorted()), ids \(environmentIDs.sorted()), clients \(clients.sorted())"
    }
}

extension ModelKeys: CustomStringConvertible {
    var description: String {
        let ends = [expiringAdditional, deprecated].map { ends in
            ends.sorted { $0.key < $1.key }.map { "\($0.key)@\($0.value)" }.joined(separator: " ")
        }
        return "\(primary.map(String.init) ?? "-") | \(additional.sorted()) | \(ends[0]) | \(ends[1])"
    }
}
