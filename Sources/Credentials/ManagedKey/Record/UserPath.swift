/// The canonical path that a key gives its requests: `/team/one`.
///
/// It begins with a slash; its segments are trimmed and not empty, none is `.` or `..`, none holds a colon. Only
/// slashes give `/`.
public struct UserPath: Sendable, CustomStringConvertible {
    public let text: String
    /// The most bytes of a path.
    public static let longest = 1024

    /// Normalises what somebody typed; nil means that there is none.
    ///
    /// - Throws: ``ManagedKeyFlaw/malformedPath`` or ``ManagedKeyFlaw/tooLong(_:)``.
    public static func normalized(_ typed: String) throws(ManagedKeyFlaw) -> UserPath? {
        let trimmed = typed.trimmed
        guard !trimmed.isEmpty else { return nil }
        var text = ""
        // By bytes: a slash with an accent on it is one character, and no slash.
        let segments = trimmed.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)).trimmed }
        for segment in segments where !segment.isEmpty {
            guard segment != ".", segment != "..", !segment.utf8.contains(UInt8(ascii: ":")) else {
                throw .malformedPath
            }
            text += "/" + segment
        }
        guard text.utf8.count <= longest else { throw .tooLong(.userPath) }
        return UserPath(text: text.isEmpty ? "/" : text)
    }

    private init(text: String) { self.text = text }

    /// Nil unless the text is canonical already.
    init?(canonical text: String) {
        // Why it is none does not matter here.
        guard let path = try? Self.normalized(text), path.text.utf8.elementsEqual(text.utf8) else { return nil }
        self = path
    }

    public var description: String { text }
}

/// By bytes: two paths that a `String` takes for equal because they look alike are two tenants.
extension UserPath: Hashable {
    public static func == (left: UserPath, right: UserPath) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

    public func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
        hasher.combine(UInt8(0xFF))
    }
}
