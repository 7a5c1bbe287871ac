import Glibc

/// The processes of one run: the coordinator, its zygote, and what the zygote made.
///
/// The zygote leads a session of its own, in which its children stay when it is gone: so they can be found even then.
final class ProcessTree: Sendable {
    let coordinator: RunningProcess?
    let zygote: RunningProcess?
    /// Replicas and servers.
    let children: [RunningProcess]

    init(coordinator pid: pid_t) {
        let everybody = RunningProcess.all
        let zygote = everybody.first { $0.parent == pid && $0.session == $0.pid }
        coordinator = everybody.first { $0.pid == pid }
        self.zygote = zygote
        children = zygote.map { zygote in everybody.filter { $0.session == zygote.pid && $0 != zygote } } ?? []
    }

    var all: [RunningProcess] { [coordinator, zygote].compactMap { $0 } + children }
    var servers: [RunningProcess] { children.filter { $0.name == "redis-server" } }
    /// Helpers are the zygote's children, too; each has a name that says what it is.
    var replicas: [RunningProcess] {
        children.filter { $0.name == "kq-replica" || $0.name != "redis-server" && !$0.name.hasPrefix("kq-") }
    }

    /// Who of the zygote's session is still there, also without the zygote.
    var survivors: [RunningProcess] {
        guard let zygote else { return [] }
        return RunningProcess.all.filter { $0.session == zygote.pid }
    }
}
