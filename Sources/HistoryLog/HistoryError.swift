import Glibc

/// Why a history could not be made or opened.
package struct HistoryError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Code: Equatable, Sendable {
        /// The operating system refused; nothing usable was left behind.
        case system(call: String, errno: Int32)
        /// The file is something else, or of another format version.
        case notAHistory
        /// A history whose header or table of regions cannot be trusted.
        case damaged
    }

    package let code: Code
    package let path: String
    private let reason: String

    init(_ code: Code, path: String, _ reason: String) {
        self.code = code
        self.path = path
        self.reason = reason
    }

    static func system(_ call: String, _ number: Int32, path: String) -> HistoryError {
        HistoryError(.system(call: call, errno: number), path: path, "\(call): \(String(cString: strerror(number)))")
    }

    package var description: String { "history \(path): \(reason)" }
}
