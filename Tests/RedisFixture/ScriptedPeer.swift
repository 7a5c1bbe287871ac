import Glibc
import RedisLink
import Synchronization

/// A server that does what a script says, right or wrong, on a thread of its own.
///
/// The first connection gets the first script, and so on; the last script serves all later ones. Connections are served
/// one after the other.
package final class ScriptedPeer: Sendable {
    package let port: Int
    private let scripts: [[PeerStep]]
    private let listener: Int32
    private let lifeline: Int32
    private let log = Mutex(Log())

    private struct Log {
        var commands: [[String]] = []
        var connections = 0
    }

    package convenience init(_ scripts: [PeerStep]...) throws { try self.init(scripts: scripts) }

    package init(scripts: [[PeerStep]]) throws {
        precondition(!scripts.isEmpty, "a peer has at least one script")
        self.scripts = scripts
        listener = try FreePort.bound()
        port = try FreePort.port(of: listener)
        var ends: [Int32] = [0, 0]
        guard listen(listener, 16) == 0, socketpair(AF_UNIX, PeerSocket.type, 0, &ends) == 0 else {
            throw FixtureError("listen: \(FixtureError.lastSystemError)")
        }
        lifeline = ends[0]
        let stopper = ends[1]
        Thread.start { [listener, scripts, weak self] in
            var next = 0
            while let socket = PeerSocket(acceptedFrom: listener, stopper: stopper) {
                self?.log.withLock { $0.connections += 1 }
                socket.perform(scripts[min(next, scripts.count - 1)]) { command in
                    self?.log.withLock { $0.commands.append(command) }
                }
                next += 1
            }
            close(listener)
            close(stopper)
        }
    }

    /// Stops at the next wait; the listening socket closes a moment later.
    deinit { close(lifeline) }

    package var endpoint: RedisEndpoint { .tcp(host: "127.0.0.1", port: port) }
    /// Every command that was read, in order.
    package var commands: [[String]] { log.withLock { $0.commands } }
    /// How many connections were accepted.
    package var connections: Int { log.withLock { $0.connections } }
}

/// A port where every connection is refused, for as long as this lives.
package final class RefusingPort: Sendable {
    package let port: Int
    private let descriptor: Int32

    package init() throws {
        descriptor = try FreePort.bound()
        port = try FreePort.port(of: descriptor)
    }

    deinit { close(descriptor) }
    package var endpoint: RedisEndpoint { .tcp(host: "127.0.0.1", port: port) }
}

/// A port where connecting never ends: its queue is full and nobody accepts.
package final class SilentPort: Sendable {
    package let port: Int
    private let descriptors: [Int32]

    package init() throws {
        let listener = try FreePort.bound()
        port = try FreePort.port(of: listener)
        guard listen(listener, 0) == 0 else { throw FixtureError("listen: \(FixtureError.lastSystemError)") }
        let port = port
        descriptors = [listener] + (try (0..<4).map { _ in try FreePort.connect(to: port) })
    }

    deinit { for descriptor in descriptors { close(descriptor) } }
    package var endpoint: RedisEndpoint { .tcp(host: "127.0.0.1", port: port) }
}
