import CPosix
import Glibc
import ReplicaProcess

/// Why a process ended, in words.
struct ExitReason: CustomStringConvertible {
    let status: Int32

    var description: String {
        let signal = kq_term_signal(status)
        if signal != 0 { return "killed by \(String(cString: strsignal(signal))) (signal \(signal))" }
        switch kq_exit_code(status) {
        case 0: return "exit status 0"
        case ReplicaExit.failed: return "exit status 3, it said why"
        case ReplicaExit.orphaned: return "its zygote was gone"
        case ReplicaExit.noControl: return "it could not talk to the coordinator"
        case ReplicaExit.programMissing: return "the program does not exist"
        case ReplicaExit.programFailed: return "the program could not be started"
        case let code: return "exit status \(code)"
        }
    }
}
