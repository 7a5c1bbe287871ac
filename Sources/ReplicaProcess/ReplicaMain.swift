import CPosix
import Glibc
import History
import HistoryLog
import RedisLink

/// What a replica inherits through its fork; it holds no secret.
package struct ReplicaSetup {
    package let life: Life
    package let controlPath: String
    package let history: HistoryFile
    /// Wall time - steady time, fixed for the whole run.
    package let wallOffset: Int64
    /// Makes the HTTP face of a replica that is to have one; nil where none can.
    package let face: ReplicaFaceStart?

    package init(
        life: Life, controlPath: String, history: HistoryFile, wallOffset: Int64, face: ReplicaFaceStart? = nil
    ) {
        self.life = life
        self.controlPath = controlPath
        self.history = history
        self.wallOffset = wallOffset
        self.face = face
    }
}

/// The life of a replica process: from the fork to `_exit`; one thread, one loop.
package enum ReplicaMain {
    package static func run(_ setup: ReplicaSetup) -> Never {
        kq_name_process("kq-replica")
        signal(SIGPIPE, SIG_IGN)
        guard let control = try? PacketSocket.connect(to: setup.controlPath) else { _exit(ReplicaExit.noControl) }
        control.send(ReplicaReport.hello(setup.life, pid: getpid()).encoded)
        let configuration = ReplicaConfiguration {
            if case .message(let bytes) = control.receive() { bytes } else { nil }
        }
        guard let configuration else { _exit(ReplicaExit.noControl) }
        do {
            let driver = try ReplicaDriver(setup: setup, configuration: configuration, control: control)
            driver.run()
        } catch {
            control.send(ReplicaReport.failed("\(error)").encoded)
            _exit(ReplicaExit.failed)
        }
    }
}
