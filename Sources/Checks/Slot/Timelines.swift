import History

/// The colours of every credential of a run, by number.
struct Timelines {
    let colours: [Colours?]
    let limits: Limits

    /// Nil colours: nothing is known about the kind, or it was never named.
    init(_ model: RunModel, _ history: SlotHistory, _ limits: Limits) {
        let standings = history.standings(credentials: model.credentials.count)
        self.limits = limits
        colours = model.credentials.enumerated().map { number, credential in
            guard let credential else { return nil }
            if credential.origin == .neverIssued { return .neverIssued }
            guard credential.kind == .adminKey else { return nil }
            return Colours(standings[number], history, limits)
        }
    }
}
