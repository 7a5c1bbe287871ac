import Credentials
import History
import ReplicaCore

/// What the history is to be told of environments, in the replica's own terms; the numbers of the coordinator may not be
/// known yet.
enum EnvironmentFact: Equatable {
    case applied(EnvironmentName, version: VersionStamp, isTombstone: Bool, path: DocumentPath)
    /// The environment is nil where nobody can tell which one it was.
    case trouble(EnvironmentName?, DocumentTrouble, held: UInt64, other: UInt64)
    case putBack(EnvironmentName, version: VersionStamp)
    case resolves(EnvironmentCredential, EnvironmentName, isIn: Bool)
    case client(ClientStart, ClientChange)
    case delivered(EnvironmentName, data: UInt64)
    case sendsEvents(EnvironmentName, as: EnvironmentCredential?)
    case closed(EnvironmentName)

    func event(in numbers: EnvironmentNumbers) -> EnvironmentEvent {
        let environment = environment.flatMap { numbers.number(of: $0) } ?? .unnamed
        let credential = credential.flatMap { numbers.number(of: $0) } ?? .unnamed
        return switch self {
        case .applied(_, let version, let isTombstone, let path):
            .applied(environment, version: version, isTombstone: isTombstone, path: path)
        case .trouble(_, let trouble, let held, let other):
            .trouble(environment, trouble, held: held, other: other)
        case .putBack(_, let version): .putBack(environment, version: version)
        case .resolves(_, _, let isIn): .resolves(credential, environment: environment, isIn: isIn)
        case .client(let start, let change):
            .client(environment: environment, credential, token: start.token.number, change)
        case .delivered(_, let data): .delivered(environment: environment, data: data)
        case .sendsEvents: .sendsEvents(environment: environment, as: credential)
        case .closed: .closed(environment)
        }
    }

    /// True when everything in it that the coordinator may have a number for has one.
    func isNamed(in numbers: EnvironmentNumbers) -> Bool {
        let id = environment.flatMap { numbers.id(of: $0) }.map { EnvironmentCredential.environmentID($0) }
        return [id, credential].allSatisfy { named in named.map { numbers.number(of: $0) != nil } ?? true }
    }

    private var environment: EnvironmentName? {
        switch self {
        case .applied(let name, _, _, _), .putBack(let name, _), .resolves(_, let name, _), .delivered(let name, _),
            .sendsEvents(let name, _), .closed(let name):
            name
        case .trouble(let name, _, _, _): name
        case .client(let start, _): start.environment
        }
    }

    private var credential: EnvironmentCredential? {
        switch self {
        case .resolves(let credential, _, _): credential
        case .sendsEvents(_, let credential): credential
        case .client(let start, _): start.key?.credential
        case .applied, .trouble, .putBack, .delivered, .closed: nil
        }
    }
}
