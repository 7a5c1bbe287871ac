import Credentials
import History

@testable import ReplicaCore

/// The numbers that a coordinator would have given to the credentials of a world.
struct WorldCredentials {
    private(set) var all: [(kind: CredentialKind, credential: EnvironmentCredential?)] = [(.adminKey, nil)]
    /// What a document states that was never written by a writer before.
    private static let first = 1
    private var numbers: [EnvironmentCredential: CredentialID] = [:]

    init(environments: Int) {
        TraceKeys.sdkCredential(Self.first).map { name(.sdkKey, $0) }
        for environment in 1...environments + 1 {
            if let id = EnvironmentID(text: DocumentWriter.id(environment)) {
                name(.environmentID, .environmentID(id))
            }
            for number in (1...DocumentWriter.keysEach).map({ environment * 10 + $0 }) {
                TraceKeys.sdkCredential(number).map { name(.sdkKey, $0) }
                TraceKeys.mobileCredential(number).map { name(.mobileKey, $0) }
            }
        }
    }

    private mutating func name(_ kind: CredentialKind, _ credential: EnvironmentCredential) {
        numbers[credential] = CredentialID(UInt32(all.count))
        all.append((kind, credential))
    }

    subscript(_ credential: EnvironmentCredential?) -> CredentialID {
        credential.flatMap { numbers[$0] } ?? .unnamed
    }

    subscript(_ name: EnvironmentName) -> CredentialID {
        guard case .published(let id) = name else { return .unnamed }
        return self[EnvironmentCredential.environmentID(id)]
    }

    /// By what a status shows of a key: its last four digits.
    func shown(_ text: String, _ kind: CredentialKind) -> CredentialID {
        let number = TraceKeys.number(text)
        return self[kind == .sdkKey ? TraceKeys.sdkCredential(number) : TraceKeys.mobileCredential(number)]
    }

    /// The environment that a key was made for.
    func home(of credential: EnvironmentCredential) -> EnvironmentName? {
        let number =
            switch credential {
            case .sdkKey(let key): TraceKeys.number(key)
            case .mobileKey(let key): TraceKeys.number(key)
            case .environmentID: 0
            }
        if case .environmentID(let id) = credential { return .published(id) }
        return EnvironmentID(text: DocumentWriter.id(number / 10)).map { .published($0) }
    }
}
