import Credentials
import Doubles
import History
import ReplicaProcess

/// One environment of a run as its owner knows it: what its document says, and what that makes of its keys.
final class RunEnvironment {
    enum State {
        /// Told to the replicas, and not in the store.
        case planned
        case present
        case removed
    }

    let name: String
    let id: EnvironmentID
    /// Of its id.
    let token: KnownToken
    let isOffline: Bool
    var state = State.planned
    /// What stands in the store now, or is under way there.
    private(set) var document: EnvironmentDocument
    /// What a replica that saw every document holds.
    private(set) var rotator: CredentialRotator
    /// What was written, in that order.
    private(set) var records: [EnvironmentRecord] = []
    /// Keys that were primary until a document named another one, the latest last.
    private(set) var formerSDKKeys: [SDKKey] = []
    private(set) var formerMobileKeys: [MobileKey] = []
    private var tokens: [EnvironmentCredential: KnownToken] = [:]
    private var sdkWindows = UpstreamWindows<SDKKey>()
    private var mobileWindows = UpstreamWindows<MobileKey>()

    init(name: String, id: EnvironmentID, token: KnownToken, isOffline: Bool, at now: WallTime) {
        self.name = name
        self.id = id
        self.token = token
        self.isOffline = isOffline
        tokens[.environmentID(id)] = token
        document = EnvironmentDocument(
            id: id, version: .zero, names: EnvironmentDocument.Names(environmentKey: name, environment: name))
        rotator = CredentialRotator(InitialCredentials(environmentID: id), at: now)
    }

    func learn(_ credential: EnvironmentCredential, _ token: KnownToken) { tokens[credential] = token }

    func token(of credential: EnvironmentCredential) -> KnownToken? { tokens[credential] }
    func number(of credential: EnvironmentCredential) -> CredentialID { tokens[credential]?.id ?? .unnamed }

    /// The version that every replica should have reached; zero before the first document was acknowledged.
    var version: Version? { records.last?.version }

    /// Makes this what it says.
    func state(_ document: EnvironmentDocument, at now: WallTime) {
        if let key = self.document.sdk.primary, key != document.sdk.primary { formerSDKKeys.append(key) }
        if let key = self.document.mobile.primary, key != document.mobile.primary { formerMobileKeys.append(key) }
        self.document = document
        rotator.apply(document, at: now)
        _ = rotator.drain(at: now)
    }

    /// A document that was not written is none.
    func takeBack(_ document: EnvironmentDocument, for previous: (EnvironmentDocument, CredentialRotator)) {
        guard self.document == document else { return }  // another one was said meanwhile
        (self.document, rotator) = previous
    }

    func wrote(_ record: EnvironmentRecord) { records.append(record) }

    /// What upstream has to know of its keys from now on: under SDK keys replicas connect, and events come as both kinds.
    func upstreamKeys(at now: Moment, slack: UInt64, isRemoved: Bool = false) -> [UpstreamKey] {
        guard !isOffline else { return [] }
        let held = isRemoved ? nil : rotator.snapshot()
        return upstreamKeys(sdkWindows.update(held?.sdk, at: now, slack: slack))
            + upstreamKeys(mobileWindows.update(held?.mobile, at: now, slack: slack))
    }

    private func upstreamKeys<Key: EnvironmentKey>(_ windows: [(Key, ClosedRange<UInt64>)]) -> [UpstreamKey] {
        windows.compactMap { key, window in
            tokens[key.credential].map { UpstreamKey(number: $0.id.number, secret: key.secret, window: window) }
        }
    }

    /// All its SDK keys, by their numbers: under which of them replicas may connect.
    var sdkKeys: Set<UInt32> {
        Set(
            tokens.compactMap { credential, token in
                if case .sdkKey = credential { token.id.number } else { nil }
            })
    }
}

/// What a document says of one credential.
struct Statement: Equatable {
    let credential: EnvironmentCredential
    let role: EnvironmentRole
    /// Unix milliseconds; 0 for none.
    var end: UInt64 = 0
}

extension EnvironmentDocument {
    /// Everything that it says of credentials: the id, then each kind as it is written down.
    var statements: [Statement] {
        [Statement(credential: .environmentID(id), role: .primary)] + sdk.statements + mobile.statements
    }
}

extension KeyOrders {
    fileprivate var statements: [Statement] {
        let primary = primary.map { [Statement(credential: $0.credential, role: .primary)] } ?? []
        let grace = grace.map { [Statement($0, .predecessor)] } ?? []
        return primary + grace + additional.active.map { Statement(credential: $0.credential, role: .additional) }
            + additional.expiring.map { Statement($0, .ending) }
    }
}

extension Statement {
    fileprivate init(_ key: EndingKey<some EnvironmentKey>, _ role: EnvironmentRole) {
        self.init(
            credential: key.key.credential, role: role, end: UInt64(max(1, key.end.milliseconds)))
    }
}
