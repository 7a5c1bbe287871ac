/// Why the link proxy did not do what it was asked.
package struct LinkProxyError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Code: UInt8, Sendable, CaseIterable {
        case unknownNode = 1, ruleInForce, noSuchRule, cannotListen
        /// The helper process is gone, or never came.
        case lost
        /// No answer within the limit: whether it took effect is unknown.
        case noAnswer
    }

    package let code: Code
    package let detail: String

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    package var description: String {
        switch code {
        case .unknownNode: "no link to a node named \(detail)"
        case .ruleInForce: "\(detail) is in force already"
        case .noSuchRule: "\(detail) is not in force"
        case .cannotListen: "the link proxy cannot listen \(detail)"
        case .lost: "the link proxy is gone: \(detail)"
        case .noAnswer: "the link proxy did not answer: \(detail)"
        }
    }
}

extension LinkProxyError: ControlError {
    init(_ failure: ControlFailure) {
        switch failure {
        case .cannotListen(let why): self.init(.cannotListen, "for its control: \(why)")
        case .lost(let why): self.init(.lost, why)
        case .noAnswer: self.init(.noAnswer, "within \(ControlFailure.limit / 1_000_000_000) s")
        }
    }
}
