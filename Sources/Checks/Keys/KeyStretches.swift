import History

/// Stretches in which one node reigned and nothing took its data: what was seen or done in one has to fit together.
struct KeyStretches {
    private let reigns: [Span]
    private let breaks: [Span]
    let isSingle: Bool
    private let end: Time

    init(_ context: CheckContext) {
        let model = context.model
        isSingle = model.reigns.isSingle
        end = model.end
        reigns = model.reigns.all.map(\.span)
        let losses = model.operations.filter { $0.kind == .dataLoss }.map {
            Span(from: $0.invoked, to: $0.returned ?? .never)
        }
        let outages = model.holds.filter { $0.why == .redisDown }.map(\.span)
        let exits = model.exits.filter { $0.role == .redis }.map { Span(from: $0.at, to: $0.at) }
        breaks = (losses + outages + exits).merged
    }

    /// The number of the stretch that something lies in, whole; nil when it lies in none.
    func number(_ called: Time, _ returned: Time) -> Int? {
        guard let reign = reigns.firstIndex(where: { $0.from <= called && returned < $0.to }) else { return nil }
        guard !breaks.contains(where: { $0.touches(called, returned) }) else { return nil }
        return reign * (breaks.count + 1) + breaks.firstIndexReached { $0.from > called }
    }

    /// When the stretch that a moment lies in is over.
    func end(of time: Time) -> Time {
        let reign = reigns.first { $0.contains(time) }?.to ?? time
        let next = breaks.first { $0.from > time }?.from ?? .never
        return min(reign, next, end)
    }
}
