/// A sequence as the Swift code of a test, to be pasted where it will stay.
extension ProofSequence: CustomStringConvertible {
    package var description: String {
        """
        #expect(
            flaw(of: ProofSequence(
                start: \(start),
                steps: [
        \(steps.map { "            \($0)," }.joined(separator: "\n"))
                ])) == nil)
        """
    }
}

extension ProofStart: CustomStringConvertible {
    package var description: String {
        let keys = [("sdk", sdk), ("mobile", mobile), ("environmentID", environmentID)].compactMap { name, key in
            key.map { "\(name): \($0)" }
        }
        let lists = [("additionalSDK", additionalSDK), ("additionalMobile", additionalMobile)].filter { !$1.isEmpty }
        return "ProofStart(\((keys + lists.map { "\($0): \($1)" }).joined(separator: ", ")))"
    }
}

extension ProofStep: CustomStringConvertible {
    package var description: String {
        switch self {
        case .rotate(let kind, let key, let grace, let time):
            ".rotate(.\(kind), to: \(key.map(String.init) ?? "nil")\(grace.map { ", grace: \($0)" } ?? ""), at: \(time))"
        case .rotateEnvironmentID(let key, let time): ".rotateEnvironmentID(to: \(key), at: \(time))"
        case .setAdditional(let kind, let entries, let time): ".setAdditional(.\(kind), \(entries), at: \(time))"
        case .drain(let time): ".drain(at: \(time))"
        }
    }
}

extension ProofGrace: CustomStringConvertible {
    package var description: String { "ProofGrace(\(key), end: \(end))" }
}

extension ProofEntry: CustomStringConvertible {
    package var description: String { "ProofEntry(\(key)\(end.map { ", end: \($0)" } ?? ""))" }
}
