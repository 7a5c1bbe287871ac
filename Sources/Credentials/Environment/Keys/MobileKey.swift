/// A mobile key: for requests of mobile clients. It never has an upstream client of its own.
public struct MobileKey: EnvironmentKey {
    private let text: KeyText

    public init?(_ secret: Secret) {
        guard let text = KeyText(secret) else { return nil }
        self.text = text
    }

    public var secret: Secret { text.secret }
    public var masked: String { text.masked }
    public var credential: EnvironmentCredential { .mobileKey(self) }
    public var description: String { "(mobile key)" }
}
