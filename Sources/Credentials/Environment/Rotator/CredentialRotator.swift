/// Which credentials one environment accepts, in which role, and what has to change outside when that changes.
///
/// A value without I/O and without a clock. Operations say what a document or a configuration states; each first lets
/// go of what has ended by its own `now`, so its outcome does not depend on when anybody drained. ``drain(at:)`` then
/// tells what has to be done so that lookups, streams and upstream clients agree with it again.
///
/// ```swift
/// var rotator = CredentialRotator(InitialCredentials(sdkKey: old), at: now)
/// // … register rotator.snapshot().accepted, start a client for each of rotator.snapshot().clients
/// rotator.rotateSDKKey(to: new, grace: GraceNotice(key: old, end: end), at: now)
/// let changes = rotator.drain(at: now)    // additions: new; clientStarts: new
/// // … and after the end:
/// let later = rotator.drain(at: rotator.nextEnd ?? now)
/// ```
///
/// Rules that hold after every operation:
/// - A key of a kind is in one role at most: primary, additional, expiring additional or predecessor in its grace.
/// - Only a rotation makes, and only an end or a rotation back unmakes a predecessor; lists of additional keys never
///   touch one, nor the primary.
/// - What leaves the accepted credentials is removed by the next drain exactly once, unless it has come back by then.
/// - The primary SDK key and its predecessors have an upstream client; additional keys never do.
public struct CredentialRotator: Equatable, Sendable {
    var sdk = KeyRing<SDKKey>()
    var mobile = KeyRing<MobileKey>()
    private(set) var environmentID: EnvironmentID?
    private var reportedID: EnvironmentID?

    /// A rotator that holds these, and that counts them as reported: the caller registers the first ``snapshot()``.
    ///
    /// Additional keys pass the same rules as in ``setAdditionalSDKKeys(_:at:)``, so that the same list later changes
    /// nothing; a past end is not accepted.
    public init(_ initial: InitialCredentials = InitialCredentials(), at now: WallTime) {
        sdk = KeyRing(primary: initial.sdkKey, additional: initial.additionalSDKKeys, at: now)
        mobile = KeyRing(primary: initial.mobileKey, additional: initial.additionalMobileKeys, at: now)
        environmentID = initial.environmentID
        reportedID = environmentID
    }

    /// Makes `key` the primary; the one before it is revoked unless `grace` names it and has not ended.
    ///
    /// - Parameters:
    ///   - key: nil where the document names no primary: then the one that is stays, and a grace is ignored.
    ///   - grace: the predecessor that is to be accepted until its end. A key that already has a grace keeps its first
    ///     end, because the platform repeats old notices until it has a new one.
    @discardableResult
    public mutating func rotateSDKKey(
        to key: SDKKey?, grace: GraceNotice<SDKKey>? = nil, at now: WallTime
    ) -> [CredentialNotice] {
        var notices: [CredentialNotice] = []
        sdk.rotate(to: key, grace: grace, at: now, &notices)
        return notices
    }

    /// The same for the mobile key.
    @discardableResult
    public mutating func rotateMobileKey(
        to key: MobileKey?, grace: GraceNotice<MobileKey>? = nil, at now: WallTime
    ) -> [CredentialNotice] {
        var notices: [CredentialNotice] = []
        mobile.rotate(to: key, grace: grace, at: now, &notices)
        return notices
    }

    /// Replaces the environment id; the one before it is revoked.
    @discardableResult
    public mutating func rotateEnvironmentID(to id: EnvironmentID) -> [CredentialNotice] {
        guard environmentID != id else { return [] }
        let previous = environmentID
        environmentID = id
        return [CredentialNotice(.environmentID(id), .becamePrimary)]
            + (previous.map { [CredentialNotice(.environmentID($0), .revoked)] } ?? [])
    }

    /// States all additional SDK keys. One that is omitted is revoked, whatever its end was; of a repeated end the
    /// newest counts. The primary and keys in their grace are not touched.
    @discardableResult
    public mutating func setAdditionalSDKKeys(
        _ keys: AdditionalKeys<SDKKey>, at now: WallTime
    ) -> [CredentialNotice] {
        var notices: [CredentialNotice] = []
        sdk.setAdditional(keys, at: now, &notices)
        return notices
    }

    /// The same for mobile keys.
    @discardableResult
    public mutating func setAdditionalMobileKeys(
        _ keys: AdditionalKeys<MobileKey>, at now: WallTime
    ) -> [CredentialNotice] {
        var notices: [CredentialNotice] = []
        mobile.setAdditional(keys, at: now, &notices)
        return notices
    }

    /// Lets go of what has ended by `now`, and tells the net effect of everything since the last drain.
    public mutating func drain(at now: WallTime) -> CredentialChanges {
        var changes = CredentialChanges()
        var (starts, stops): ([SDKKey], [SDKKey]) = ([], [])
        sdk.drain(at: now, into: &changes, starts: &starts, stops: &stops)
        (changes.clientStarts, changes.clientStops) = (starts, stops)
        var (ignoredStarts, ignoredStops): ([MobileKey], [MobileKey]) = ([], [])  // mobile keys have no clients
        mobile.drain(at: now, into: &changes, starts: &ignoredStarts, stops: &ignoredStops)
        if reportedID != environmentID {
            if let environmentID { changes.additions.append(.environmentID(environmentID)) }
            if let reportedID { changes.removals.append(.environmentID(reportedID)) }
            reportedID = environmentID
        }
        return changes
    }
}

/// Reading.
extension CredentialRotator {
    /// The first end among all keys. Ends are inclusive: the drain that sees it is one at a later time.
    public var nextEnd: WallTime? {
        guard let sdkEnd = sdk.nextEnd, let mobileEnd = mobile.nextEnd else { return sdk.nextEnd ?? mobile.nextEnd }
        return min(sdkEnd, mobileEnd)
    }

    /// Everything that is held, in one moment.
    public func snapshot() -> CredentialSnapshot {
        CredentialSnapshot(sdk: KeySnapshot(sdk), mobile: KeySnapshot(mobile), environmentID: environmentID)
    }

    /// True for a credential in any role; the kind counts.
    public func accepts(_ credential: EnvironmentCredential) -> Bool {
        switch credential {
        case .sdkKey(let key): sdk.accepts(key)
        case .mobileKey(let key): mobile.accepts(key)
        case .environmentID(let id): environmentID == id
        }
    }

    /// True for an SDK key in its grace: it has a client of its own until its end.
    public func isPredecessor(_ key: SDKKey) -> Bool { sdk.deprecated.index(of: key) != nil }

    /// True for a mobile key in its grace.
    public func isPredecessor(_ key: MobileKey) -> Bool { mobile.deprecated.index(of: key) != nil }
}
