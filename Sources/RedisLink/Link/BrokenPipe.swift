import Glibc

/// hiredis writes with plain `write`: a peer that has closed would end the process by SIGPIPE.
enum BrokenPipe {
    private static let isIgnored: Bool = {
        signal(SIGPIPE, SIG_IGN)
        return true
    }()

    /// Once for the process; a disposition survives a fork, and children that exec get their own.
    static func ignore() { precondition(isIgnored) }
}
