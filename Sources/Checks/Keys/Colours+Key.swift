extension Colours {
    /// The colours of a managed key: refuse before somebody asked for it, accept from the bound behind its making, refuse
    /// from the bound behind its death or from its end, whichever comes first.
    init(_ story: KeyStory, _ limits: Limits, _ unprotected: Unprotected) {
        kind = .managedKey
        own = story.own
        acceptances = Self.acceptance(story, limits).map { [$0] } ?? []
        endings = Self.ending(story, limits).map { [$0] } ?? []
        let before = Span(
            from: unprotected.closed, to: min(story.creation?.invoked ?? .never, unprotected.reopened))
        let end = endings.isEmpty ? nil : Self.end(story, limits, unprotected)
        refusals = [Refusal(span: before, ending: nil), end].compactMap { $0 }.filter { $0.span.from < $0.span.to }
    }

    /// A managed key that was never issued: refused always, but where nobody needs one.
    init(neverIssued unprotected: Unprotected) {
        self = .neverIssued
        kind = .managedKey
        guard unprotected.closed != .always else { return }
        let span = Span(from: unprotected.closed, to: unprotected.reopened)
        refusals = span.from < span.to ? [Refusal(span: span, ending: nil)] : []
    }

    private static func acceptance(_ story: KeyStory, _ limits: Limits) -> Acceptance? {
        guard let known = story.creation?.known, known != .never else { return nil }
        let retired = story.deactivation?.invoked ?? .never
        let to = min(retired, story.end.later(by: -limits.skew), story.lostFrom)
        return Acceptance(anchor: known, span: Span(from: known.later(by: limits.learn), to: to))
    }

    private static func ending(_ story: KeyStory, _ limits: Limits) -> Ending? {
        let dead = story.deactivation?.known ?? .never
        let deadline = min(dead, story.end)
        guard deadline != .never else { return nil }
        let invoked = dead <= story.end ? story.deactivation?.invoked : nil
        let timed = story.end.later(by: limits.timed)
        let window = Window(
            span: Span(
                from: story.creation?.invoked ?? .always, to: min(dead.later(by: limits.refuse), timed)),
            superseded: dead, expiry: timed)
        return Ending(deadline: deadline, next: .never, state: 0, invoked: invoked ?? deadline, windows: [window])
    }

    /// An end is judged per request, from memory: no hold and no start puts it off.
    private static func end(_ story: KeyStory, _ limits: Limits, _ unprotected: Unprotected) -> Refusal {
        let learned = (story.deactivation?.known ?? .never).later(by: limits.refuse)
        let timed = story.end.later(by: limits.timed)
        return Refusal(
            span: Span(from: min(learned, timed), to: unprotected.reopened), ending: 0, learned: learned,
            timed: timed)
    }
}
