import Credentials

/// One environment as a replica keeps it; its upstream clients stand apart, since they may outlive it.
struct KeptEnvironment: Equatable, Sendable {
    let name: EnvironmentName
    let isOffline: Bool
    var rotator: CredentialRotator
    var names = EnvironmentDocument.Names()
    /// Nil for one of the configuration.
    var version: Version?
    var events = EventEndpoints()
    /// How many primaries there were; the latest has this rank among the clients.
    var rank: UInt64 = 0
    var primary: SDKKey?
    /// The latest update that was delivered; nil while there was no data at all. It stays when its client goes: a
    /// rotation never leaves an environment without data.
    var data: UInt64?
    /// When the first of its credentials ends, as of the last drain: asked for at every input.
    private(set) var end: WallTime?

    init(name: EnvironmentName, isOffline: Bool, at now: WallTime) {
        self.name = name
        self.isOffline = isOffline
        rotator = CredentialRotator(at: now)
    }

    /// Takes over what a configuration states. Nothing is reported yet, so the first drain adds all of it.
    mutating func adopt(_ initial: InitialCredentials, at now: WallTime) -> [CredentialNotice] {
        rotator.rotateSDKKey(to: initial.sdkKey, at: now) + rotator.rotateMobileKey(to: initial.mobileKey, at: now)
            + (initial.environmentID.map { rotator.rotateEnvironmentID(to: $0) } ?? [])
            + rotator.setAdditionalSDKKeys(initial.additionalSDKKeys, at: now)
            + rotator.setAdditionalMobileKeys(initial.additionalMobileKeys, at: now)
    }

    /// Takes over what a document states; its grace notices and its lists are in force before anything resolves.
    mutating func adopt(_ document: EnvironmentDocument, version: Version, at now: WallTime) -> [CredentialNotice] {
        self.version = version
        names = document.names
        return rotator.rotateEnvironmentID(to: document.id) + rotator.apply(document, at: now)
    }

    /// What has to change outside, and what is held then.
    mutating func drain(at now: WallTime) -> (changes: CredentialChanges, snapshot: CredentialSnapshot) {
        let changes = rotator.drain(at: now)
        end = rotator.nextEnd
        return (changes, rotator.snapshot())
    }

    /// Notes that a primary is in force, and returns its rank.
    mutating func rank(of primary: SDKKey?) -> UInt64 {
        if self.primary != primary { rank += 1 }
        self.primary = primary
        return rank
    }
}
