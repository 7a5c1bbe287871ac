import Credentials
import HummingbirdCore
import Logging
import NIOCore
import NIOPosix
import ReplicaProcess

/// The HTTP face of one replica, on the loopback: decides by the latest snapshot, and asks the replica's loop for the
/// rest.
///
/// Made in the replica's own process, after the fork: its threads start with it, and nothing of it exists before.
package final class GatewayServer: ReplicaFace {
    private let board: SnapshotBoard
    private let records: DecisionRecords
    private let group: MultiThreadedEventLoopGroup
    private let server: Server<HTTP1Channel>
    private let limits: GatewayLimits
    private let post: @Sendable (FaceCommand) -> Bool

    /// Begins to listen; says `opened` or `failed` when it knows.
    ///
    /// - Throws: when the audit file cannot be opened.
    package init(_ context: FaceContext, limits: GatewayLimits = GatewayLimits()) throws {
        let board = SnapshotBoard(context.snapshot)
        let post = context.post
        let audit = try context.configuration.auditPath.map { try AuditFile(path: $0) }
        let records = DecisionRecords(audit: audit, fingerprintKey: context.fingerprintKey)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: limits.threads)
        let responder = GatewayResponder(
            board: board, post: post, records: records, limits: limits, opensBench: context.configuration.opensBench)
        self.board = board
        self.records = records
        self.limits = limits
        self.post = post
        self.group = group
        server = Self.server(responder, on: group, port: context.configuration.port, limits) { channel in
            _ = post(.opened(port: UInt16(clamping: channel.localAddress?.port ?? 0)))
        }
        Task { await run() }
    }

    /// As ``ReplicaFaceStart`` has it.
    package static let start: ReplicaFaceStart = { try GatewayServer($0) }

    package func publish(_ snapshot: FaceSnapshot) { board.publish(snapshot) }

    /// No connection is taken any more, an idle one is closed, and a request that is being answered gets its answer; what
    /// is not done after the limit is cut off.
    package func close() {
        Task {
            // It fails only when the listener is gone already, which is what was asked for.
            try? await server.shutdownGracefully()
        }
        let (group, limit) = (group, limits.drain)
        Task {
            try? await Task.sleep(for: limit)  // nobody cancels it
            try? await group.shutdownGracefully()  // closes what is still open; done before, it has nothing to do
        }
    }

    private func run() async {
        do {
            try await server.run()
            records.flush()
            _ = post(.closed)
        } catch {
            _ = post(.failed("the HTTP face cannot listen: \(error)"))
        }
    }

    private static func server(
        _ responder: GatewayResponder, on group: MultiThreadedEventLoopGroup, port: UInt16, _ limits: GatewayLimits,
        _ onRunning: @escaping @Sendable (any Channel) async -> Void
    ) -> Server<HTTP1Channel> {
        // A line for each start and each broken connection is nothing that anybody asked for.
        let silence = Logger(label: "keyquake.gateway") { _ in SwiftLogNoOpLogHandler() }
        let setup = HTTP1Channel(
            responder: { request, writer, _ in try await responder.respond(to: request, writer) },
            configuration: HTTP1Channel.Configuration(
                additionalChannelHandlers: [ConnectionGuard(limits)], idleTimeout: TimeAmount(limits.idle),
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
