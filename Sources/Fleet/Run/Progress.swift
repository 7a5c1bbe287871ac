import Glibc
import Scenario

/// What a person sees while a run goes on, on standard error: one line that changes on a terminal, nothing when piped,
/// except notes, which are always whole lines.
final class Progress {
    private let isLive: Bool
    private let isQuiet: Bool
    private var isLineOpen = false

    init(isLive: Bool, isQuiet: Bool) {
        self.isLive = isLive
        self.isQuiet = isQuiet
    }

    func show(_ text: String) {
        guard isLive, !isQuiet else { return }
        write("\r\u{1B}[K\(text)")
        isLineOpen = true
    }

    /// A step began: how far the run is, in steps.
    func began(_ step: FlatStep, of count: Int) {
        show("step \(step.number + 1) of \(count), planned at \(step.at / 1_000_000) ms")
    }

    func note(_ text: String) {
        clear()
        guard !isQuiet else { return }
        write("keyquake: \(text)\n")
    }

    func clear() {
        guard isLineOpen else { return }
        write("\r\u{1B}[K")
        isLineOpen = false
    }

    private func write(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Glibc.write(2, bytes, bytes.count)  // nobody can be told when standard error is gone
    }
}
