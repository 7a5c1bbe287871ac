import Credentials
import History
import ReplicaProcess

/// The environments of a run as their owner knows them, and how their credentials look in a status.
struct EnvironmentRegister {
    /// What a status shows of one credential.
    private struct Shown: Hashable {
        let kind: CredentialKind
        let text: String
    }

    /// In the order in which they came; one that was removed and came again stands where it stood.
    private(set) var all: [RunEnvironment] = []
    private var ids: [String: EnvironmentID] = [:]
    private var shown: [Shown: CredentialID] = [:]
    private var random = SystemRandomNumberGenerator()

    /// Those that stand in the store, as far as is known here.
    var present: [RunEnvironment] { all.filter { $0.state == .present } }

    /// The id of an environment of that name, drawn when it is asked for first: replicas are told at their start which
    /// ids have no upstream.
    mutating func id(of name: String) -> EnvironmentID? {
        if let id = ids[name] { return id }
        guard let id = EnvironmentID(text: drawText(24, of: Array("0123456789abcdef"))) else { return nil }
        ids[name] = id
        return id
    }

    /// A text that nobody has, and that no other of its kind is masked like: a status would not tell the two apart.
    mutating func freshKey(_ kind: CredentialKind) -> Secret {
        while true {
            let text = (kind == .sdkKey ? "sdk-" : "mob-") + drawText(32, of: Self.letters)
            let secret = Secret(text: text)
            if let masked = Self.masked(secret, kind), shown[Shown(kind: kind, text: masked)] == nil { return secret }
        }
    }

    private static let letters = Array("0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")

    private mutating func drawText(_ count: Int, of letters: [Character]) -> String {
        String((0..<count).map { _ in letters[Int.random(in: letters.indices, using: &random)] })
    }

    mutating func add(_ environment: RunEnvironment) {
        note(environment.token)
        guard let place = all.firstIndex(where: { $0.name == environment.name }) else {
            all.append(environment)
            return
        }
        all[place] = environment
    }

    /// From here on a status that shows this credential is understood.
    mutating func note(_ token: KnownToken) {
        guard let kind = token.environment?.kind, let text = Self.masked(token.secret, kind) else { return }
        shown[Shown(kind: kind, text: text)] = token.id
    }

    /// Which credential an entry of a status is; `unnamed` when it is none that anybody here made.
    func credential(_ kind: CredentialKind, shownAs text: String) -> CredentialID {
        shown[Shown(kind: kind, text: text)] ?? .unnamed
    }

    private static func masked(_ secret: Secret, _ kind: CredentialKind) -> String? {
        switch kind {
        case .sdkKey: SDKKey(secret)?.masked
        case .mobileKey: MobileKey(secret)?.masked
        default: secret.withBytes { String(decoding: $0, as: UTF8.self) }
        }
    }
}
