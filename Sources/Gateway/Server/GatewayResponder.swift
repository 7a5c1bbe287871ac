import Credentials
import HTTPTypes
import HummingbirdCore
import ReplicaCore
import ReplicaProcess

/// Answers requests. The value that is judged is the one that is routed by, and there is no other way in (W16).
struct GatewayResponder: Sendable {
    let board: SnapshotBoard
    /// Leaves a command for the replica's loop.
    let post: @Sendable (FaceCommand) -> Bool
    let records: DecisionRecords
    let limits: GatewayLimits
    let opensBench: Bool
    private let date = DateText()

    init(
        board: SnapshotBoard, post: @escaping @Sendable (FaceCommand) -> Bool, records: DecisionRecords,
        limits: GatewayLimits, opensBench: Bool
    ) {
        self.board = board
        self.post = post
        self.records = records
        self.limits = limits
        self.opensBench = opensBench
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
        let reply = try await reply(to: request, on: route, after: decision, by: snapshot)
        records.write(decision, on: route, target, request, status: reply.status.code, at: began.wall)
        return reply
    }

    private func reply(
        to request: Request, on route: GateRoute, after decision: GateDecision, by snapshot: FaceSnapshot
    ) async throws -> Reply {
        switch decision {
        case .refused(let refusal): return .refusal(refusal.answer)
        case .passed(let caller):
            if case .keyAdmin(let endpoint) = route { return try await administer(endpoint, request, snapshot) }
            if request.announcesMore(than: limits.body) { return .tooLarge }
            return .passed(caller, userPath: userPath(of: caller, request, snapshot))
        }
    }

    /// The key's path where it gives one, else what the client says: a header never beats the key (pitfall 47).
    private func userPath(of caller: GateCaller, _ request: Request, _ snapshot: FaceSnapshot) -> UserPath? {
        if case .managedKey(_, let number) = caller, number != .none,
            let path = snapshot.gate.managedKeys?.table.userPath(number)
        {
            return path
        }
        guard case .one(let typed) = request.header(named: .userPath) else { return nil }
        return (try? UserPath.normalized(typed)).flatMap { $0 }  // a path that is none is no path
    }

    /// Asks the loop; nil when it takes no more.
    func ask<Answer: Sendable>(
        _ command: (@escaping @Sendable (Answer) -> Void) -> FaceCommand
    ) async -> Answer? {
        await withCheckedContinuation { continuation in
            if !post(command { continuation.resume(returning: $0) }) { continuation.resume(returning: nil) }
        }
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
