/// What a managed-key table says to a presented token, most telling reason first (contract B5).
///
/// A caller is told only whether it may pass; the reason is for the audit event.
public enum ManagedKeyVerdict: Equatable, Sendable {
    /// No token of ours, or none that the table knows.
    case unknown
    /// Deactivated, expired or not.
    case inactive
    /// Its end has come: an end is exclusive.
    case expired
    case accepted(ManagedKeyID, path: UserPathNumber)

    public var isAccepted: Bool { if case .accepted = self { true } else { false } }
}

/// A user path by its number in one table; see ``ManagedKeyTable/userPath(_:)``.
public struct UserPathNumber: Hashable, Sendable {
    let number: UInt32
    init(_ number: UInt32) { self.number = number }
    /// The key gives no path.
    public static let none = UserPathNumber(0)
}

/// The user paths of a table, each kept once.
struct PathPool: Sendable {
    private var paths: [UserPath] = []
    private var numbers: [UserPath: UInt32] = [:]

    mutating func number(of path: UserPath?) -> UInt32 {
        guard let path else { return 0 }
        if let number = numbers[path] { return number }
        paths.append(path)
        let number = UInt32(paths.count)
        numbers[path] = number
        return number
    }

    subscript(number: UserPathNumber) -> UserPath? {
        let index = Int(number.number) - 1
        return paths.indices.contains(index) ? paths[index] : nil
    }
}
