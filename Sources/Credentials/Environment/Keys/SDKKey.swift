/// A server-side key. The primary and those that were it a grace ago each have an upstream client.
public struct SDKKey: EnvironmentKey {
    private let text: KeyText

    public init?(_ secret: Secret) {
        guard let text = KeyText(secret) else { return nil }
        self.text = text
    }

    public var secret: Secret { text.secret }
    public var masked: String { text.masked }
    public var credential: EnvironmentCredential { .sdkKey(self) }
    public var description: String { "(SDK key)" }
}
