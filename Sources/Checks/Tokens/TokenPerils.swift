import History

/// When the storage may have lost what it had acknowledged, or when somebody may have asked a server that reigns no more.
///
/// Replication is asynchronous: what is acknowledged and not copied yet is lost with its primary, and so is everything that
/// is written to an old primary after the new one began. A write and whatever contradicts it later are compared only
/// where nothing of the kind lies between the two.
struct TokenPerils {
    /// In order, apart from each other.
    private let spans: [Span]

    /// Until the last client has left an old primary for the new one.
    private static let moving: Int64 = 3_000_000_000

    init(_ model: RunModel) {
        let faults = Jeopardy.faults(model).map {
            Span(from: $0.from, to: $0.until.later(by: $0.isMove ? Self.moving : 0))
        }
        let cutOffs = model.holds.filter { $0.why == .cutOff }.map {
            Span(from: $0.span.from, to: $0.span.to.later(by: Self.moving))
        }
        spans = (faults + cutOffs).merged
    }

    /// Whether something of the kind happened after a write had been called and before an observation had returned.
    func lie(between write: TokenAct, and observation: Time) -> Bool { lie(from: write.called, to: observation) }

    func lie(from: Time, to: Time) -> Bool { spans.contains { $0.touches(from, to) } }
}
