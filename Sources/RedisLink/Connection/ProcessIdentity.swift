import Glibc

/// Which process made something, so that a forked copy of it is recognised.
struct ProcessIdentity {
    private let maker: pid_t
    private let ask: () -> pid_t

    init(maker: pid_t, ask: @escaping () -> pid_t) {
        self.maker = maker
        self.ask = ask
    }

    static func current() -> ProcessIdentity { ProcessIdentity(maker: getpid(), ask: getpid) }

    var isForked: Bool { ask() != maker }
}
