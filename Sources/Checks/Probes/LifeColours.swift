import History

/// One stretch in which one life must do one thing with one credential.
struct Must: Equatable {
    var span: Span
    var accepts: Bool
    /// Of the credential's colours; nil for an acceptance, or before the first publication.
    var ending: Int32
}

/// What one life must do with every credential: the colours, begun later where it started late or was held.
///
/// Flat, so that a probe run finds its stretch with two loads.
struct LifeColours {
    private(set) var musts: [Must] = []
    /// Of credential c: musts[firsts[c]..<firsts[c + 1]], in the order of time.
    private(set) var firsts: [Int32] = [0]

    /// - Parameter mays: where a life may do either though the colours of the credential say one.
    init(
        _ window: LifeWindow, _ timelines: Timelines, isStaleRefusing: Bool, mays: [CredentialID: [Span]] = [:]
    ) {
        firsts.reserveCapacity(timelines.colours.count + 1)
        for (number, colours) in timelines.colours.enumerated() {
            if let colours {
                let first = musts.count
                append(colours, window, timelines.levels[colours.kind], isStaleRefusing: isStaleRefusing)
                if let spans = mays[CredentialID(UInt32(number))] { cut(spans, from: first) }
            }
            firsts.append(Int32(musts.count))
        }
    }

    private mutating func append(
        _ colours: Colours, _ window: LifeWindow, _ limits: Limits, isStaleRefusing: Bool
    ) {
        let first = musts.count
        let own = colours.own.first { $0.life == window.life }
        for refusal in colours.refusals {
            var from = refusal.begins(for: window, bound: limits.refuse)
            if refusal.ending != nil, let told = own?.deactivated { from = min(from, told) }
            append(Span(from: from, to: refusal.span.to), accepts: false, ending: refusal.ending)
        }
        for acceptance in colours.acceptances {
            let from = min(window.shifted(acceptance.span.from, bound: limits.learn), own?.created ?? .never)
            let whole = Span(from: from, to: acceptance.span.to)
            let excused = isStaleRefusing ? window.stale(colours.kind, learn: limits.learn) : []
            for piece in whole.without(excused) { append(piece, accepts: true, ending: nil) }
        }
        musts[first...].sort { $0.span.from < $1.span.from }
    }

    private mutating func cut(_ spans: [Span], from first: Int) {
        let pieces = musts[first...].flatMap { must in
            must.span.without(spans).map { Must(span: $0, accepts: must.accepts, ending: must.ending) }
        }
        musts.replaceSubrange(first..., with: pieces)
    }

    private mutating func append(_ span: Span, accepts: Bool, ending: Int?) {
        guard span.from < span.to else { return }
        musts.append(Must(span: span, accepts: accepts, ending: Int32(ending ?? -1)))
    }
}

extension Span {
    func without(_ spans: [Span]) -> [Span] {
        spans.reduce([self]) { pieces, cut in
            pieces.flatMap { piece -> [Span] in
                guard piece.overlaps(cut) else { return [piece] }
                return [Span(from: piece.from, to: cut.from), Span(from: cut.to, to: piece.to)]
                    .filter { $0.from < $0.to }
            }
        }
    }
}
