/// What keeps the table within one screen.
enum TerminalLimits {
    /// Characters; a longer line is cut, because one that wraps would push others out of the last ten.
    static let lineLength = 160
    /// Lines at the end that explain a run which did not simply pass.
    static let endingLines = 10
    static let violationsExplained = 3
    static let expectationsHeld = 12
}
