import HTTPTypes
import HummingbirdCore
import NIOCore
import ReplicaCore
import ReplicaProcess

/// What anybody may read.
extension GatewayResponder {
    func reply(_ page: OpenRoute, to request: Request) async -> Reply {
        if page == .bench { return opensBench ? .passed(.nobody, userPath: nil) : .notFound }
        guard [.get, .head].contains(request.head.method) else { return .notAllowed("GET, HEAD") }
        switch page {
        case .alive: return Self.alive
        case .ready: return board.current.gate.isReady ? Self.ready : .unavailable
        case .status: return await status()
        case .metrics: return await metrics()
        case .bench: return .notFound
        }
    }

    private static let alive = Reply(.ok, json: #"{"status":"ok"}"#)
    private static let ready = Reply(.ok, json: #"{"status":"ready"}"#)

    private func status() async -> Reply {
        await statuses.current().map { Reply(.ok, json: StatusPage(shown: $0).text) } ?? .busy
    }

    private func metrics() async -> Reply {
        guard let shown = await statuses.current() else { return .busy }
        let page = MetricsPage(shown: shown, tally: records.tally, audit: records.auditCounts)
        return Reply(.ok, "text/plain; version=0.0.4; charset=utf-8", ByteBuffer(string: page.text))
    }
}
