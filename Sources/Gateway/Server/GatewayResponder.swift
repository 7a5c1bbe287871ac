import Credentials
import HTTPTypes
import HummingbirdCore
import NIOHTTP1
import ReplicaCore
import ReplicaProcess

/// Answers requests. The value that is judged is the one that is routed by, and there is no other way in (W16).
struct GatewayResponder: Sendable {
    let board: SnapshotBoard
    let loop: ReplicaLoop
    let records: DecisionRecords
    let limits: GatewayLimits
    let opensBench: Bool
    let statuses: StatusDesk
    private let date = DateText()

    init(
        board: SnapshotBoard, loop: ReplicaLoop, records: DecisionRecords, limits: GatewayLimits, opensBench: Bool
    ) {
        self.board = board
        self.loop = loop
        self.records = records
        self.limits = limits
        self.opensBench = opensBench
        statuses = StatusDesk(board: board, loop: loop)
    }

    @concurrent func respond(to request: Request, _ writer: consuming ResponseWriter) async throws {
        var reply = try await reply(to: request)
        reply.date = date.text(at: board.current.clock.now.wall)
        let isHead = request.head.method == .head
        do {
            try await writer.write(
                response: reply.head, body: isHead ? ResponseBody() : ResponseBody(byteBuffer: reply.body))
        } catch {
            throw ConnectionLost()  // not a parser's error: that would be answered once more
        }
    }

    private struct ConnectionLost: Error {}

    func reply(to request: Request) async throws -> Reply {
        guard let target = RequestTarget(request.head.path ?? "") else { return .malformedTarget }
        let route = GateRoute(target)
        let snapshot = board.current
        switch route {
        case .open(let page): return await reply(page, to: request)
        case .unknown: return .notFound
        case .admin, .token, .mcp, .keyAdmin, .sdk, .mobile, .client: break
        }
        let began = snapshot.clock.now
        let decision = snapshot.gate.judge(route, query: target.query, at: began, request.header)
        records.count(decision, on: route, took: snapshot.clock.now.steady.nanoseconds - began.steady.nanoseconds)
        let path = userPath(after: decision, request, snapshot)
        let entry = records.begin(decision, on: route, target, request, userPath: path, at: began.wall)
        do {
            let reply = try await reply(to: request, on: route, after: decision, by: snapshot, userPath: path)
            records.end(entry, reply.status)
            return reply
        } catch {
            // Who asked is gone, or what he sends is no HTTP, which the library says to him.
            records.end(entry, error is HTTPParserError ? .badRequest : .clientClosedRequest)
            throw error
        }
    }

    private func reply(
        to request: Request, on route: GateRoute, after decision: GateDecision, by snapshot: FaceSnapshot,
        userPath: UserPath?
    ) async throws -> Reply {
        switch decision {
        case .refused(let refusal): return .refusal(refusal.answer)
        case .passed(let caller):
            if case .keyAdmin(let endpoint) = route { return try await administer(endpoint, request, snapshot) }
            if request.announcesMore(than: limits.body) { return .tooLarge }
            return .passed(caller, userPath: userPath)
        }
    }

    /// The key's path where it gives one, else what the client says: a header never beats the key (pitfall 47).
    private func userPath(
        after decision: GateDecision, _ request: Request, _ snapshot: FaceSnapshot
    ) -> UserPath? {
        guard case .passed(let caller) = decision else { return nil }
        if case .managedKey(_, let number) = caller, number != .none,
            let path = snapshot.gate.managedKeys?.table.userPath(number)
        {
            return path
        }
        guard case .one(let typed) = request.header(named: .userPath) else { return nil }
        return (try? UserPath.normalized(typed)).flatMap { $0 }  // a path that is none is no path
    }
}

extension Request {
    func header(_ header: GateHeader) -> GateHeaderValue {
        switch header {
        case .authorization: self.header(named: .authorization)
        case .apiKey: self.header(named: .apiKey)
        case .googleAPIKey: self.header(named: .googleAPIKey)
        }
    }

    /// Told apart from the joined text that the library would make of several.
    func header(named name: HTTPField.Name) -> GateHeaderValue {
        var found = GateHeaderValue.absent
        for field in headers where field.name == name {
            guard found == .absent else { return .several }
            found = .one(field.value)
        }
        return found
    }

    /// Only those that may have a body are looked at.
    func announcesMore(than limit: Int) -> Bool {
        guard head.method != .get, head.method != .head, case .one(let text) = header(named: .contentLength) else {
            return false
        }
        return Int(text).map { $0 > limit } ?? true
    }
}

extension HTTPField.Name {
    static let apiKey = named("X-Api-Key")
    static let googleAPIKey = named("X-Goog-Api-Key")
    static let userPath = named("X-Keyquake-User-Path")

    private static func named(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else { preconditionFailure("\(text) is no name of a header") }
        return name
    }
}
