import History

/// How one upstream stands when the ledger is read.
struct RegistrationRest {
    let id: RegistrationID
    let read: Time
    let row: RowSighting?
    /// Since when the row is what it is.
    let since: Time
    /// What stood there over the run, each as a winner over whatever had lost before.
    private let winners: [RegistrationWinner]
    /// When what was lost from the store, or is on its way to it, must stand there.
    private let learn: Int64
    /// Ledger, list and row are read one after another, in that much time.
    static let reading: Int64 = 1_000_000_000

    /// The row came to be about when the ledger was read, which need not have it.
    var isFresh: Bool { since > read.later(by: -Self.reading) }

    init(_ id: RegistrationID, at read: Time, _ context: CheckContext) {
        self.id = id
        self.read = read
        let rows = context.registrations.rows(of: id)
        row = rows.last
        since = rows.restingSince ?? context.fleetReady
        learn = context.registrationLearn
        winners = RegistrationWinner.all(of: id, until: read, context)
    }

    /// Nil for one that nobody ever named.
    func fate(
        of line: LedgerLine, _ accidents: RegistrationAccidents, _ context: CheckContext
    ) -> RegistrationFate? {
        if let row, row.isGood, row.client == line.client { return .inForce }
        if isOnTheMove(line, context) { return .pending }
        let own = accidents.all.filter { $0.client == line.client }
        if let refused = own.first(where: { $0.cause != .holderDied }) { return .unavoidable(refused) }
        if context.model.listedLosers.contains(ListedLoser(id: id, client: line.client)) {
            guard let winner = winners.first(where: { $0.isOver(line.client, context) }) else { return .pending }
            let waited = (read - winner.since).milliseconds
            return .leaked("it is still listed \(waited) ms after \(winner.client), the winner")
        }
        if let died = own.first { return .unavoidable(died) }
        if let holder = accidents.unstored[line.client] { return unstored(holder, context) }
        guard context.registrations.maker(of: line.client, id) != nil else { return nil }
        return isBeingPutBack(line, context) ? .pending : .leaked(loss(of: line, context))
    }

    /// It lost its place, or was withdrawn, about when the ledger was read.
    private func isOnTheMove(_ line: LedgerLine, _ context: CheckContext) -> Bool {
        let from = read.later(by: -Self.reading)
        let stood = context.registrations.rows(of: id).all.contains {
            $0.isGood && $0.client == line.client && $0.until >= from
        }
        return stood
            || context.lives.contains { view in
                view.facts.registrations.withdrawals.contains {
                    $0.id == id && $0.client == line.client && $0.at >= from
                }
            }
    }

    private func unstored(_ holder: (life: Life, since: Time), _ context: CheckContext) -> RegistrationFate {
        let held = context.lives.first { $0.life == holder.life }?.window
        let due = held?.shifted(holder.since.later(by: learn), bound: learn) ?? holder.since
        return due < read ? .leaked("\(holder.life) has it and never stored it") : .pending
    }

    /// The row was lost a moment ago, and somebody who uses it puts it back.
    private func isBeingPutBack(_ line: LedgerLine, _ context: CheckContext) -> Bool {
        guard row?.isGood != true, context.registrationPlan.claim == .createIfAbsent else { return false }
        return context.lives.contains { view in
            view.window.end >= read && view.registration(of: id, at: read) == line.client
                && view.window.shifted(since.later(by: learn), bound: learn) >= read
        }
    }

    private func loss(of line: LedgerLine, _ context: CheckContext) -> String {
        let users = context.lives.filter {
            $0.window.end >= read && $0.registration(of: id, at: read) == line.client
        }.map(\.life.description)
        let use = users.isEmpty ? "nobody uses it" : "in use by \(users.listed)"
        let stands = row.map { $0.isGood ? "names \($0.client)" : "is \($0.state)" } ?? "was never seen"
        return "\(use); the row \(stands), and nobody has it listed for withdrawal"
    }
}

extension [String] {
    /// The first few, and how many more.
    var listed: String {
        let shown = prefix(5).joined(separator: ", ")
        return count > 5 ? "\(shown) and \(count - 5) more" : shown
    }
}
