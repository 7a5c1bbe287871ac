/// Something that happens once, awaited on the loop.
package final class Signal {
    private var hasFired = false
    private var waiting: CheckedContinuation<Void, Never>?

    package init() {}

    package func fire() {
        hasFired = true
        waiting?.resume()
        waiting = nil
    }

    package func wait() async {
        guard !hasFired else { return }
        await withCheckedContinuation { waiting = $0 }
    }
}
