/// What a document states about the keys of one kind.
public struct KeyOrders<Key: EnvironmentKey>: Equatable, Sendable {
    /// Nil where the document names none: the one that is in force stays.
    public var primary: Key?
    /// The predecessor that is to be accepted until its end; an end that is past may stand here.
    public var grace: GraceNotice<Key>?
    /// All additional keys.
    public var additional: AdditionalKeys<Key>

    public init(primary: Key? = nil, grace: GraceNotice<Key>? = nil, additional: AdditionalKeys<Key> = .none) {
        self.primary = primary
        self.grace = grace
        self.additional = additional
    }
}
