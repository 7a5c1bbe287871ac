import Credentials
import History
import ReplicaCore

extension EnvironmentFact {
    /// Nil for a note that says nothing to the history, or that is told otherwise: clients by what happened to them.
    init?(_ note: EnvironmentNote) {
        switch note {
        case .applied(let id, let version, let isTombstone, let path):
            self = .applied(
                .published(id), version: VersionStamp(version), isTombstone: isTombstone, path: DocumentPath(path))
        case .putBack(let id, let version): self = .putBack(.published(id), version: VersionStamp(version))
        case .closed(let name): self = .closed(name)
        default:
            guard let trouble = Self.trouble(note) else { return nil }
            self = trouble
        }
    }

    private static func trouble(_ note: EnvironmentNote) -> EnvironmentFact? {
        switch note {
        case .lost(let id, let held): trouble(id, .lost, held, nil)
        case .malformed(let id, _): .trouble(id.map { .published($0) }, .malformed, held: 0, other: 0)
        case .conflict(let id, let held, let other): trouble(id, .conflict, held, other)
        case .gap(let id, let held, let announced): trouble(id, .gap, held, announced)
        default: nil
        }
    }

    private static func trouble(
        _ id: EnvironmentID, _ trouble: DocumentTrouble, _ held: Version?, _ other: Version?
    ) -> EnvironmentFact {
        .trouble(.published(id), trouble, held: held?.epoch.number ?? 0, other: other?.epoch.number ?? 0)
    }
}

extension DocumentPath {
    init(_ path: EnvironmentNote.Path) {
        switch path {
        case .start: self = .start
        case .poll: self = .poll
        case .push: self = .push
        case .putBack: self = .putBack
        }
    }
}

extension CredentialNotice.Event {
    /// When the credential ends, if that is what the notice says.
    var statedEnd: WallTime? {
        switch self {
        case .deprecated(let end), .deprecatedThoughNotPrimary(let end), .becameExpiring(let end),
            .changedEnd(let end):
            end
        default: nil
        }
    }
}

extension EnvironmentInput {
    /// What happened to a client, as the core took it: a start that nobody wants any more is late, and an end that nobody
    /// wanted is a loss.
    func clientChange(_ effects: [ReplicaEffect]) -> (token: ClientToken, change: ClientChange)? {
        switch self {
        case .clientStarted(let token, _): (token, effects.says(.clientLate, of: token) ? .late : .started)
        case .clientFailed(let token, _): (token, .failed)
        case .clientClosed(let token): (token, effects.says(.clientLost, of: token) ? .lost : .closed)
        default: nil
        }
    }
}

extension [ReplicaEffect] {
    fileprivate enum Remark { case clientLate, clientLost }

    fileprivate func says(_ remark: Remark, of token: ClientToken) -> Bool {
        contains { effect in
            switch (effect, remark) {
            case (.environments(.note(.clientLate(token, _))), .clientLate): true
            case (.environments(.note(.clientLost(token, _))), .clientLost): true
            default: false
            }
        }
    }
}
