import History
import Scenario

/// The colours of the credentials of environments, by what was published: must be accepted from the bound behind the document
/// that names it until the one that does not is asked for, or its end; must be refused from the bound behind that one, or
/// behind its end.
struct EnvironmentColours {
    private let standings: [CredentialID: [(turns: Turns, standings: [Standing])]]

    init(_ history: EnvironmentHistory) {
        var all: [CredentialID: [(turns: Turns, standings: [Standing])]] = [:]
        for environment in history.environments {
            for (credential, standings) in Self.standings(environment, history.folds) {
                all[credential, default: []].append((environment.turns, standings))
            }
        }
        standings = all
    }

    private static func standings(
        _ published: PublishedEnvironment, _ folds: EnvironmentFolds
    ) -> [CredentialID: [Standing]] {
        var standings: [CredentialID: [Standing]] = [:]
        for (state, place) in published.contents.enumerated() {
            for (credential, end) in folds[place].accepted(published.environment) {
                let validity: Validity = end == .never ? .current : .outgoing(earliest: end, latest: end)
                standings[credential, default: []].append(validity, in: state)
            }
        }
        return standings
    }

    /// Of one that nobody ever published: refused always.
    func colours(of credential: CredentialID, _ kind: MetricKind, _ limits: Limits) -> Colours {
        let all = (standings[credential] ?? []).map { Colours($0.standings, $0.turns, limits) }
        var colours = all.dropFirst().reduce(all.first ?? Colours([], Turns(invoked: [], acknowledged: []), limits)) {
            $0.united(with: $1)
        }
        colours.kind = kind
        return colours
    }
}

extension Colours {
    /// Of a credential that two environments name: accepted where one of them says so, refused where both do.
    fileprivate func united(with other: Colours) -> Colours {
        var united = self
        united.acceptances = (acceptances + other.acceptances).sorted { $0.span.from < $1.span.from }
        united.refusals = refusals.flatMap { mine in other.refusals.compactMap { mine.intersection($0, endings.count) }
        }
        united.endings = endings + other.endings
        return united
    }
}

extension Colours.Refusal {
    /// - Parameter offset: of the other's endings behind one's own.
    fileprivate func intersection(_ other: Colours.Refusal, _ offset: Int) -> Colours.Refusal? {
        let common = Span(from: max(span.from, other.span.from), to: min(span.to, other.span.to))
        guard common.from < common.to else { return nil }
        let later = learned >= other.learned ? ending : other.ending.map { $0 + offset }
        return Colours.Refusal(
            span: common, ending: later ?? ending ?? other.ending.map { $0 + offset },
            learned: max(learned, other.learned))
    }
}
