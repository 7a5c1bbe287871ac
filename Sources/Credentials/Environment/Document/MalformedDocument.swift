/// Why a text is no environment document. It changes nothing and is counted.
public struct MalformedDocument: Error, Equatable, Sendable, CustomStringConvertible {
    /// Which part is wrong, by names alone: `sdkKey.additional[2].expiresAt`; empty for the text as a whole.
    public let place: String
    public let reason: Reason

    public enum Reason: String, Sendable {
        case notJSON = "is not JSON"
        case wrongType = "is of another type"
        case missing = "is missing"
        case outOfRange = "is out of range"
        case repeatedName = "is there in two spellings that differ"
        case poisonedVersion = "is more than 24 h ahead"
        case anotherEnvironment = "names another environment"
        case anotherVersion = "is not the one that the index names"
        case tooLong = "is too long"
    }

    package init(place: String, reason: Reason) {
        self.place = place
        self.reason = reason
    }

    public var description: String {
        "environment document: \(place.isEmpty ? "the text" : place) \(reason.rawValue)"
    }
}
