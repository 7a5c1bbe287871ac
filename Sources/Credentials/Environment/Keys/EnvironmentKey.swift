/// A key of one of the two kinds that rotate with grace: ``SDKKey`` and ``MobileKey``.
///
/// The kind is part of a key's identity: the same text as another kind is another credential. There is no empty key,
/// so an undefined one cannot be stored, queued or accepted. Keys do not print; ``masked`` is what a status shows.
public protocol EnvironmentKey: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// Nil for an empty text, which means "undefined".
    init?(_ secret: Secret)

    /// The bytes, as they are matched: one by one.
    var secret: Secret { get }

    /// `...` and the last four characters of a key of sixteen or more; of a shorter one nothing but the dots.
    var masked: String { get }

    /// The key as one of the three kinds of credential.
    var credential: EnvironmentCredential { get }
}

extension EnvironmentKey {
    /// Nil for an empty text, which means "undefined".
    public init?(text: String) { self.init(Secret(text: text)) }

    public var debugDescription: String { description }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
