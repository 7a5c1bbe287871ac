/// The fields of a fenced slot's hash, in the order of a message and of a script's arguments.
public enum SlotField: String, CaseIterable, Sendable {
    /// Decimal.
    case epoch = "e"
    /// 16 lower-case hex characters.
    case nonce = "n"
    /// Absent or empty after a revoke.
    case value = "v"
    /// Entries `END_MS VALUE`, separated by a newline.
    case outgoing = "o"
    /// `E:N` of the record before, or empty.
    case previous = "p"
    /// See `SlotAuthor`.
    case author = "by"
    /// 32 lower-case hex characters.
    case fingerprintKey = "k"

    /// In a message, and in what a script gets and answers: the place among ``allCases``.
    var place: Int {
        switch self {
        case .epoch: 0
        case .nonce: 1
        case .value: 2
        case .outgoing: 3
        case .previous: 4
        case .author: 5
        case .fingerprintKey: 6
        }
    }
}
