/// Colour for a terminal, or none at all: a text that goes anywhere else must stay plain.
struct Ink: Sendable {
    enum Style: Int, Sendable {
        case plain = 0
        case strong = 1
        case faint = 2
        case bad = 31
        case good = 32
        case doubtful = 33
    }

    let isOn: Bool

    func callAsFunction(_ style: Style, _ text: String) -> String {
        guard isOn, style != .plain, !text.isEmpty else { return text }
        return "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m"
    }
}
