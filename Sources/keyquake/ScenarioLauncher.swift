import CPosix
import Glibc
import Report

/// Runs several scenarios one after another, each in a process of its own: a coordinator must fork its zygote before it has
/// a thread, and judging starts threads.
///
/// The launcher itself has one thread and does nothing but wait. An interrupt of the terminal reaches the scenario's process
/// as well, one that was sent to the launcher alone is passed on; after either, and after SIGTERM, no further scenario is
/// started. A scenario does not outlive its launcher.
struct ScenarioLauncher {
    private var signals = sigset_t()
    private var isInterrupted = false

    init() {
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM, SIGCHLD] { sigaddset(&signals, number) }
    }

    /// The worst exit code of all.
    mutating func run(_ runs: [ScenarioRun]) -> Int32 {
        sigprocmask(SIG_BLOCK, &signals, nil)
        var codes: [Int32] = []
        for run in runs where !isInterrupted { codes.append(runInChild(run)) }
        let left = runs.count - codes.count
        guard left > 0 else { return worstExitCode(codes) }
        print("keyquake: interrupted: \(left) of \(runs.count) scenarios were not run", to: 2)
        return worstExitCode(codes + [Self.inconclusive])
    }

    private static let environment: Int32 = 3
    private static let inconclusive: Int32 = 4

    private mutating func runInChild(_ run: ScenarioRun) -> Int32 {
        let launcher = getpid()
        let pid = kq_fork()
        if pid == 0 {
            guard kq_die_with_parent(launcher) != 0 else { _exit(Self.environment) }
            signal(SIGPIPE, SIG_IGN)  // the fork has made every disposition the default one
            _exit(run.run())
        }
        guard pid > 0 else {
            print("keyquake: cannot fork: \(String(cString: strerror(errno)))", to: 2)
            return Self.environment
        }
        return wait(for: pid)
    }

    private mutating func wait(for child: pid_t) -> Int32 {
        while true {
            var status: Int32 = 0
            let ended = waitpid(child, &status, WNOHANG)
            if ended == child { return kq_exit_code(status) < 0 ? Self.environment : kq_exit_code(status) }
            guard ended == 0 || errno == EINTR else { return Self.environment }
            var info = siginfo_t()
            pass(on: sigwaitinfo(&signals, &info), info, to: child)
        }
    }

    private mutating func pass(on signal: Int32, _ info: siginfo_t, to child: pid_t) {
        guard signal == SIGINT || signal == SIGTERM else { return }
        isInterrupted = true
        let isOfTerminal = signal == SIGINT && info.si_code > 0  // by the kernel, to the whole group
        if !isOfTerminal { kill(child, signal) }
    }
}
