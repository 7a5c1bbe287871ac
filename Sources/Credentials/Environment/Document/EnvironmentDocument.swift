/// The state of one environment as its owner publishes it: whole, and with a version of which the larger wins.
public struct EnvironmentDocument: Equatable, Sendable {
    public var id: EnvironmentID
    public var version: Epoch
    public var names: Names
    public var sdk: KeyOrders<SDKKey>
    public var mobile: KeyOrders<MobileKey>
    /// How long downstream caches may keep a value, in minutes.
    public var defaultTTLMinutes: Int
    public var isSecureMode: Bool

    /// For people and for status: what the environment and its project are called.
    public struct Names: Equatable, Sendable {
        public var environmentKey: String
        public var environment: String
        public var projectKey: String
        public var project: String

        public init(
            environmentKey: String = "", environment: String = "", projectKey: String = "", project: String = ""
        ) {
            self.environmentKey = environmentKey
            self.environment = environment
            self.projectKey = projectKey
            self.project = project
        }
    }

    public init(
        id: EnvironmentID, version: Epoch, names: Names = Names(), sdk: KeyOrders<SDKKey> = KeyOrders(),
        mobile: KeyOrders<MobileKey> = KeyOrders(), defaultTTLMinutes: Int = 0, isSecureMode: Bool = false
    ) {
        self.id = id
        self.version = version
        self.names = names
        self.sdk = sdk
        self.mobile = mobile
        self.defaultTTLMinutes = defaultTTLMinutes
        self.isSecureMode = isSecureMode
    }
}

extension CredentialRotator {
    /// Makes the credentials what a document says: SDK primary and its grace, mobile primary and its grace, then the
    /// additional keys of both kinds. The same document again changes nothing.
    ///
    /// The id is the document's address and not one of its orders; whoever looks for documents looks for that one.
    @discardableResult
    public mutating func apply(_ document: EnvironmentDocument, at now: WallTime) -> [CredentialNotice] {
        rotateSDKKey(to: document.sdk.primary, grace: document.sdk.grace, at: now)
            + rotateMobileKey(to: document.mobile.primary, grace: document.mobile.grace, at: now)
            + setAdditionalSDKKeys(document.sdk.additional, at: now)
            + setAdditionalMobileKeys(document.mobile.additional, at: now)
    }
}
