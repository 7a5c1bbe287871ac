/// Names of keys and channels inside Redis' glob patterns: in ACL rules, and in SCAN.
package enum RedisPattern {
    /// Matches this text and nothing else.
    package static func literal(_ text: String) -> String {
        var pattern = ""
        for scalar in text.unicodeScalars {
            if "*?[]\\".unicodeScalars.contains(scalar) { pattern += "\\" }
            pattern.unicodeScalars.append(scalar)
        }
        return pattern
    }

    /// Whether an ACL rule can hold the text: rules are told apart by spaces, and a `user` line ends at a line's end.
    package static func fitsRule(_ text: String) -> Bool { text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } }
}
