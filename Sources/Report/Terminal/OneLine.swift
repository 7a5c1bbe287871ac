extension String {
    /// The text on a single line, without anything that a terminal would obey: it may quote what a peer sent.
    var onOneLine: String {
        var text = ""
        for scalar in unicodeScalars {
            switch scalar {
            case "\n", "\r", "\t", "\u{2028}", "\u{2029}": text += " "
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}":
                text += "\u{FFFD}"
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    /// On one line, and no longer than `limit`; the whole of it is in report.json.
    func clipped(to limit: Int) -> String {
        let line = onOneLine
        return line.count <= limit ? line : line.prefix(limit - 1) + "…"
    }
}
