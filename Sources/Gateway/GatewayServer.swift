import Credentials
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ReplicaProcess
import Synchronization

/// The HTTP face of one replica, on the loopback: decides by the latest snapshot, and asks the replica's loop for the
/// rest.
///
/// Made in the replica's own process, after the fork: its threads start with it, and nothing of it exists before.
package final class GatewayServer: ReplicaFace {
    private let board: SnapshotBoard
    private let records: DecisionRecords
    private let connections = OpenConnections()
    private let group: MultiThreadedEventLoopGroup
    private let executor: EventLoopExecutor
    private let server: Server<HTTP1Channel>
    private let limits: GatewayLimits
    private let post: @Sendable (FaceCommand) -> Bool
    private let phase = Mutex(Phase.open)
    private let hasSaidClosed = Atomic(false)

    private enum Phase { case open, closing, ended }

    /// Begins to listen; says `opened` or `failed` when it knows.
    ///
    /// - Throws: when the audit file cannot be opened.
    package init(_ context: FaceContext, limits: GatewayLimits? = nil) throws {
        let post = context.post
        let limits = limits ?? GatewayLimits(of: context.configuration)
        board = SnapshotBoard(context.snapshot)
        records = DecisionRecords(
            audit: try context.configuration.auditPath.map { try AuditFile(path: $0) },
            fingerprintKey: context.fingerprintKey)
        self.limits = limits
        self.post = post
        group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        executor = EventLoopExecutor(group.next())
        let responder = GatewayResponder(
            board: board, loop: ReplicaLoop(post: post), records: records, limits: limits,
            opensBench: context.configuration.opensBench)
        server = Self.server(responder, on: group, context.configuration.port, limits, connections) { channel in
            _ = post(.opened(port: UInt16(clamping: channel.localAddress?.port ?? 0)))
        }
        Task(executorPreference: executor) { [self] in await run() }
    }

    /// As ``ReplicaFaceStart`` has it.
    package static let start: ReplicaFaceStart = { try GatewayServer($0) }

    package func publish(_ snapshot: FaceSnapshot) { board.publish(snapshot) }

    /// No connection is taken any more, an idle one is closed, and a request that is being answered gets its answer; what
    /// is not done after the limit is cut off.
    package func close() {
        phase.withLock { phase in
            guard phase == .open else { return }
            phase = .closing
            beginClosing()
        }
    }

    /// Under the lock: once the event loop has ended, nothing may be scheduled on it.
    private func beginClosing() {
        Task(executorPreference: executor) { [server] in
            // It fails only when the listener is gone already, which is what was asked for.
            try? await server.shutdownGracefully()
        }
        group.next().scheduleTask(in: TimeAmount(limits.drain)) { [self] in
            connections.closeAll()
            sayClosed()  // somebody may still wait for the loop, on behalf of nobody
        }
    }

    private func run() async {
        do {
            try await server.run()
            sayClosed()
        } catch {
            _ = post(.failed("the HTTP face cannot listen on 127.0.0.1: \(error)"))
        }
        phase.withLock { $0 = .ended }
        group.shutdownGracefully { _ in }  // its thread ends; there is nobody to tell
    }

    private func sayClosed() {
        guard !hasSaidClosed.exchange(true, ordering: .relaxed) else { return }
        records.close()
        _ = post(.closed)
    }

    private static func server(
        _ responder: GatewayResponder, on group: MultiThreadedEventLoopGroup, _ port: UInt16, _ limits: GatewayLimits,
        _ connections: OpenConnections, _ onRunning: @escaping @Sendable (any Channel) async -> Void
    ) -> Server<HTTP1Channel> {
        // A line for each start and each broken connection is nothing that anybody asked for.
        let silence = Logger(label: "keyquake.gateway") { _ in SwiftLogNoOpLogHandler() }
        let setup = HTTP1Channel(
            responder: { request, writer, _ in try await responder.respond(to: request, writer) },
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [ConnectionGuard(limits, among: connections)],
                idleTimeout: TimeAmount(limits.idle),
                httpDecoderConfiguration: .init(
                    maxHeaderFieldSize: limits.headerField, maxHeaderListSize: limits.headers,
                    maxHeaderFieldCount: limits.headerFields)))
        return Server(
            childChannelSetup: setup,
            configuration: ServerConfiguration(
                address: .hostname("127.0.0.1", port: Int(port)), backlog: 1024,
                availableConnectionsDelegate: .maximum(limits.connections, logger: silence)),
            onServerRunning: onRunning, eventLoopGroup: group, logger: silence)
    }
}
