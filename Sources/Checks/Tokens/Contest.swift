import History

/// One thing that exactly one may get: a code, or the exchange of one refresh token.
struct Contest {
    let family: UInt32
    let generation: UInt32
    let isCode: Bool
    /// In the order of their returns.
    let attempts: [TokenAct]

    /// Those who got it and were sure of it.
    var winners: [TokenAct] { attempts.filter { $0.outcome == .done } }
    /// Those of whom nobody can say whether they got it.
    var isUncertain: Bool { attempts.contains { $0.outcome == .unknown || $0.outcome == .unconfirmed } }
    /// Somebody was told that another one had it before.
    var isTakenByOthers: Bool { attempts.contains { $0.outcome == .used || $0.outcome == .reused } }

    static func all(of history: TokenHistory) -> [Contest] {
        history.ordered.flatMap { family, acts in
            let codes = acts.filter(\.isRedemption)
            let exchanges = Dictionary(grouping: acts.filter(\.isExchange), by: \.generation)
            let ofCode = codes.isEmpty ? [] : [Contest(family: family, generation: 0, isCode: true, attempts: codes)]
            return ofCode
                + exchanges.keys.sorted().map {
                    Contest(family: family, generation: $0, isCode: false, attempts: exchanges[$0] ?? [])
                }
        }
    }
}
