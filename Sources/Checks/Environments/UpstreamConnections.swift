import History

/// The connections of one life under one credential, as upstream saw them, and those that its documents want.
struct UpstreamConnections {
    let credential: CredentialID
    /// In the order in which they were opened; never for one that is open yet.
    private(set) var open: [Span] = []
    /// When one was opened while another was there.
    private(set) var doubled: [Time] = []
    /// In order. What ends and begins in one moment is two.
    let wanted: [Span]
    /// While a start was held back or had just failed, or a connection had just been lost.
    private let troubles: [Span]
    private let settle: Int64
    private let window: LifeWindow
    /// Who was refused, or reset, tries again after this at the latest (versions.md section 11).
    private static let longestBackoff: Int64 = 1_000_000_000

    init(
        _ credential: CredentialID, _ sights: [UpstreamSighting], _ events: [EnvironmentFacts.ClientEvent],
        wanted: [Span], _ window: LifeWindow, settle: Int64
    ) {
        self.credential = credential
        self.window = window
        self.settle = settle
        self.wanted = wanted.sorted { $0.from < $1.from }.compactMap { span in
            let to = min(span.to, window.end)
            return span.from < to ? Span(from: span.from, to: to) : nil
        }
        let failed = events.filter { $0.change == .failed || $0.change == .lost }.map(\.at)
        troubles =
            (Self.troubles(sights) + failed.map { Span(from: $0, to: $0) }).map { trouble in
                let next = trouble.to.later(by: Self.longestBackoff)
                let to = trouble.to == .never ? .never : window.shifted(next.later(by: settle), bound: settle)
                return Span(from: trouble.from, to: to)
            }.merged
        for sight in sights { take(sight) }
    }

    private mutating func take(_ sight: UpstreamSighting) {
        switch sight.sight {
        case .opened:
            if open.contains(where: { $0.to == .never }) { doubled.append(sight.at) }
            open.append(Span(from: sight.at, to: .never))
        case .closed, .dropped, .broken:
            if let place = open.firstIndex(where: { $0.to == .never }) { open[place].to = sight.at }
        case .refused, .held, .failed, .gone, .events, .denied: break
        }
    }

    private static func troubles(_ sights: [UpstreamSighting]) -> [Span] {
        sights.enumerated().compactMap { place, sight in
            switch sight.sight {
            case .held:
                let next = place + 1 < sights.count ? sights[place + 1].at : .never
                return Span(from: sight.at, to: next)
            case .refused, .failed, .dropped, .broken, .gone: return Span(from: sight.at, to: sight.at)
            case .opened, .closed, .events, .denied: return nil
            }
        }
    }

    /// When a connection should have been closed and was not; nil where all were.
    func leaks(until end: Time) -> [Time] {
        open.compactMap { span in
            span.without(wanted).lazy.compactMap { piece -> Time? in
                let deadline = closedBy(piece.from)
                return deadline < min(piece.to, end) ? deadline : nil
            }.first
        }
    }

    /// A life that has ended holds nothing, and nothing excuses it.
    private func closedBy(_ time: Time) -> Time {
        let asked = time.later(by: settle)
        guard time < window.end else { return asked }
        return min(window.shifted(asked, bound: settle), window.end.later(by: settle))
    }

    /// When there should have been one and was none.
    func gaps(until end: Time) -> [Time] {
        wanted.flatMap { span -> [Time] in
            let from = window.shifted(span.from.later(by: settle), bound: settle)
            let to = min(span.to, end)
            guard from < to else { return [] }
            return Span(from: from, to: to).without(open + troubles).map(\.from)
        }
    }
}
