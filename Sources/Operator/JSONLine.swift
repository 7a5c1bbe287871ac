import Credentials
import Foundation

/// One JSON document on one line, members in snake case and in one order.
package enum JSONLine {
    package static func text(of value: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Texts, whole numbers and booleans: there is nothing in our views that JSON cannot hold.
        guard let data = try? encoder.encode(value) else { preconditionFailure("a view is encodable") }
        return String(decoding: data, as: UTF8.self)
    }
}

/// What a command that was not done says to a pipeline.
package struct ErrorView: Encodable, Sendable {
    package let outcome: String
    package let error: String
    package init(_ error: OperatorError) {
        outcome = error.outcome.rawValue
        self.error = error.description
    }
}

/// What a change of the admin key says to a pipeline.
package struct AdminKeyChangeView: Encodable, Sendable {
    package let outcome = "done"
    package let change: String
    package let version: String?
    package let fingerprint: String?
    package let graceEnd: String?
    package let dropped: Int
    /// A key that was made and has no file: the only place where it is told.
    package let value: String?

    package init(_ made: AdminKeyAcknowledgement, issuing secret: Secret?) {
        change = made.order
        version = made.version?.description
        fingerprint = made.fingerprint?.description
        graceEnd = made.graceEnd?.utcText
        dropped = made.dropped
        value = secret?.withBytes { String(decoding: $0, as: UTF8.self) }
    }

    private enum CodingKeys: String, CodingKey { case outcome, change, version, fingerprint, graceEnd, dropped, value }
}

extension AdminKeyAcknowledgement {
    /// One line for a person.
    package var line: String {
        var parts = [order]
        if let version { parts.append("version \(version)") }
        if let fingerprint { parts.append("in force is \(fingerprint)") }
        if order == AdminKeyOrder.revoke.name { parts.append("every admin key is refused until the next rotation") }
        if let graceEnd { parts.append("the key before it is accepted until \(graceEnd.utcText)") }
        if dropped > 0 { parts.append("\(dropped) outgoing keys had to leave a full list before their end") }
        return parts.joined(separator: "; ")
    }
}
