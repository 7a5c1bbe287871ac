import Credentials
import Operator

/// A secret on its way to whoever asked for it: into a file of its own before the change, or to standard output after it.
struct SecretIssue {
    private let secret: Secret?
    private let file: SecretFile?
    private let isJSON: Bool

    /// - Parameters:
    ///   - secret: nil when nothing was made.
    ///   - file: where it goes, nil for standard output.
    init(_ secret: Secret?, file path: String?, isJSON: Bool) throws(OperatorError) {
        self.secret = secret
        self.isJSON = isJSON
        if let secret, let path { file = try SecretFile(creating: path, holding: secret) } else { file = nil }
    }

    /// What standard output has to say.
    var shown: Secret? { file == nil ? secret : nil }

    /// The change came to nothing, or to nobody knows what: then the secret may be in force, and must not be lost.
    func failed(_ error: OperatorError) {
        switch error.outcome {
        case .failed: file?.remove()
        case .superseded, .done: break
        case .unknown:
            guard let shown else { return }
            print("the change may have taken effect; its secret is on standard output", to: 2)
            let text = shown.withBytes { String(decoding: $0, as: UTF8.self) }
            // What cannot be delivered is lost; the error that follows says that the outcome is unknown.
            _ = SecretOutput.deliver(Array((isJSON ? JSONLine.text(of: ["value": text]) : text).utf8))
        }
    }

    func deliver(_ secret: Secret, of what: String) throws(OperatorError) {
        try deliver(secret.withBytes { $0 }, what)
    }

    func deliver(_ text: String, of what: String) throws(OperatorError) { try deliver(Array(text.utf8), what) }

    private func deliver(_ bytes: [UInt8], _ what: String) throws(OperatorError) {
        guard SecretOutput.deliver(bytes) else {
            throw OperatorError(
                .environment, .done,
                "the change was made, but standard output takes nothing: \(what) is lost to you, make another")
        }
    }
}
