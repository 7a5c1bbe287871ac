import Glibc

/// Large fleets take turns on one machine.
///
/// Two fleets that together are more than the cores can carry would starve each other: both runs would end inconclusive,
/// and nobody would have learnt anything. So a fleet of more than ``replicasPerCore`` replicas a core waits until no other
/// such fleet of this user runs. The kernel gives the turn back when its holder ends, however it ends.
struct LargeFleetTurn {
    private let descriptor: Int32
    /// Half of what idle replicas that poll every 500 ms leave of a core here.
    static let replicasPerCore = 500
    private static let pause: UInt32 = 100_000
    /// Ten minutes; then it goes on without a turn, and the checks say what came of it.
    private static let mostPauses = 6_000

    /// Nil for a small fleet, and where no turn is to be had.
    static func take(replicas: Int, directory: String, say: (String) -> Void) -> LargeFleetTurn? {
        guard replicas > replicasPerCore * max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) else { return nil }
        let path = "\(directory)/keyquake-large-\(geteuid()).lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }  // a directory without room for it: the run says so itself
        for pauses in 0..<mostPauses {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return LargeFleetTurn(descriptor: descriptor) }
            if pauses == 0 { say("another large fleet runs on this machine: waiting for it to end") }
            usleep(pause)
        }
        close(descriptor)
        return nil
    }

    func end() { close(descriptor) }
}
