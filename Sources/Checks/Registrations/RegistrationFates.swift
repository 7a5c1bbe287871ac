import History

/// What is to be said of one registration that is live at the authorization server at the end.
enum RegistrationFate: Equatable {
    /// The row names it.
    case inForce
    /// It is to be withdrawn, or stored, and there was no time yet.
    case pending
    case unavoidable(RegistrationAccident)
    case leaked(String)

    var isLeaked: Bool { if case .leaked = self { true } else { false } }
}

/// All live registrations of one upstream with what is to be said of each.
struct RegistrationFates {
    struct Entry {
        var line: LedgerLine
        var fate: RegistrationFate
    }

    private(set) var entries: [Entry] = []
    let rest: RegistrationRest
    /// What it would rest on was not recorded; nil when it was.
    let gap: String?

    init(_ id: RegistrationID, _ context: CheckContext) {
        let ledger = context.registrations.ledger(of: id)
        let read = ledger.first?.read ?? context.end
        let accidents = RegistrationAccidents(id, until: read, context)
        rest = RegistrationRest(id, at: read, context)
        gap = Self.gap(id, context)
        guard gap == nil else { return }
        var unknown: [LedgerLine] = []
        for line in ledger where line.state == .live {
            if let fate = rest.fate(of: line, accidents, context) {
                entries.append(Entry(line: line, fate: fate))
            } else {
                unknown.append(line)
            }
        }
        entries += Self.excused(unknown, accidents.all.filter { $0.client == .none }, context)
    }

    /// What nobody registered has no line, and what nobody stored no row.
    private static func gap(_ id: RegistrationID, _ context: CheckContext) -> String? {
        let registrations = context.registrations
        if registrations.isMade(id), registrations.ledger(of: id).isEmpty {
            return "the authorization server's ledger of \(context.upstream(id)) was not read"
        }
        if registrations.isStored(id), registrations.rows(of: id).all.isEmpty {
            return "nobody looked at the row of \(context.upstream(id))"
        }
        return nil
    }

    /// Those that nobody ever named, each with an accident of its own if there is one: in the order of time, each takes of
    /// those that fit the one that ends first.
    private static func excused(
        _ lines: [LedgerLine], _ accidents: [RegistrationAccident], _ context: CheckContext
    ) -> [Entry] {
        var left = accidents.sorted { $0.span.to < $1.span.to }
        return lines.map { line in
            let fitting = left.firstIndex { $0.mayHaveMade(line, slack: context.registrationLearn, context.model) }
            guard let fitting else {
                let why = "nobody knows it, and no answer of that time was lost"
                return Entry(line: line, fate: .leaked(why))
            }
            return Entry(line: line, fate: .unavoidable(left.remove(at: fitting)))
        }
    }
}

extension RegistrationAccident {
    private static let second: Int64 = 1_000_000_000

    /// The ledger has whole seconds; and a server may act on what it had received when nobody waits any more.
    fileprivate func mayHaveMade(_ line: LedgerLine, slack: Int64, _ model: RunModel) -> Bool {
        guard line.registeredAt > 0 else { return true }
        let made = model.monotonic(unixSeconds: line.registeredAt)
        return span.from.later(by: -2 * Self.second) <= made && made <= span.to.later(by: slack)
    }
}
