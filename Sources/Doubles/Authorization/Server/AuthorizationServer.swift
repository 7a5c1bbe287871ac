import Credentials

/// An authorization server for tests and scenarios, without its sockets: discovery (RFC 8414), registration (RFC 7591),
/// management (RFC 7592), and a token endpoint at which a client proves that it is one.
///
/// A value: requests go in with their time, what to answer and how comes out. It keeps every registration that it ever made.
package struct AuthorizationServer: Sendable {
    /// What becomes of one request.
    package struct Reply: Equatable, Sendable {
        package enum Delivery: Equatable, Sendable {
            case whole
            /// So many bytes at a time, with a pause in nanoseconds after each.
            case drip(Int, pause: UInt64)
            /// No answer: the connection is reset, or left as it is.
            case reset, hang
        }

        package var response: HTTPResponse
        package var delay: UInt64 = 0
        package var delivery = Delivery.whole
        /// The client that this request registered: tell ``AuthorizationServer/answered(_:)`` when its answer is sent.
        package var registered: String?
    }

    /// `http://127.0.0.1:PORT`.
    package var base: String
    private(set) var tenants: [String: AuthorizationTenant]
    var ledger = RegistrationLedger()
    var faults = AuthorizationFaults()
    var random: any RandomNumberGenerator & Sendable

    package init(
        base: String, tenants: [AuthorizationTenant], random: any RandomNumberGenerator & Sendable
    ) {
        self.base = base
        self.tenants = Dictionary(tenants.map { ($0.name, $0) }) { $1 }
        self.random = random
    }

    package var entries: [LedgerEntry] { ledger.entries }

    /// The issuer of a tenant.
    package func issuer(_ tenant: String) -> String { "\(base)/tenants/\(tenant)" }

    package mutating func set(_ tenant: AuthorizationTenant) { tenants[tenant.name] = tenant }
    /// False when one with this id is in force.
    package mutating func inject(_ fault: AuthorizationFault) -> Bool { faults.add(fault) }
    /// Returns how many requests it met; nil when there is none.
    package mutating func lift(_ id: AuthorizationFault.ID) -> UInt32? { faults.lift(id) }
    /// How many requests it has met so far; nil when there is none.
    package func met(_ id: AuthorizationFault.ID) -> UInt32? { faults.met(id) }
    /// Takes the secrets of live clients out of force, whatever it said about their end; returns how many.
    package mutating func endSecrets(tenant: String?) -> Int { ledger.endSecrets(tenant: tenant) }
    /// Loses live registrations, as a server does whose data are gone; returns how many.
    package mutating func forget(tenant: String?) -> Int { ledger.forget(tenant: tenant) }
    /// The whole answer that named this client went out.
    package mutating func answered(_ clientID: String) { ledger.change(clientID) { $0.isAnswered = true } }

    package mutating func answer(to request: HTTPRequest, at now: WallTime) -> Reply {
        guard let route = AuthorizationRoute(request), let tenant = tenants[route.tenant] else {
            return Reply(response: .error(404, "not_found"))
        }
        let fault = faults.take(route.endpoint, of: tenant.name)
        var reply =
            fault.map { misbehave($0, route, request, tenant, at: now) } ?? perform(route, request, tenant, at: now)
        reply.delay += tenant.latency
        return reply
    }

    private mutating func perform(
        _ route: AuthorizationRoute, _ request: HTTPRequest, _ tenant: AuthorizationTenant, at now: WallTime
    ) -> Reply {
        switch route.endpoint {
        case .discovery: Reply(response: document(of: tenant, issuer: issuer(tenant.name)))
        case .register: register(request, tenant, at: now)
        case .read: Reply(response: look(at: route.client, request, tenant))
        case .delete: Reply(response: withdraw(route.client, request, tenant))
        case .token: Reply(response: use(request, tenant, at: now))
        }
    }

    private mutating func misbehave(
        _ fault: AuthorizationFault, _ route: AuthorizationRoute, _ request: HTTPRequest,
        _ tenant: AuthorizationTenant, at now: WallTime
    ) -> Reply {
        var reply: Reply
        switch fault.kind {
        case .status(let status, let retryAfter):
            let headers = retryAfter > 0 ? [(name: "Retry-After", value: String(retryAfter))] : []
            reply = Reply(response: .error(Int(status), "temporarily_unavailable", headers: headers))
        case .echoSecrets(let status): reply = Reply(response: echo(request, status: Int(status)))
        case .redirect(let target):
            reply = Reply(response: HTTPResponse(status: 307, headers: [("Location", target)]))
        case .reset:
            reply = Reply(response: HTTPResponse(status: 500))
            reply.delivery = .reset
        case .wrongIssuer where route.endpoint == .discovery:
            reply = Reply(response: document(of: tenant, issuer: issuer(tenant.name) + "/other"))
        case .slow, .wrongIssuer: reply = perform(route, request, tenant, at: now)
        case .loseAnswer, .hang, .oversized, .drip, .answer:
            reply = perform(route, request, tenant, at: now)
            spoil(&reply, fault.kind)
        }
        reply.delay = fault.delay
        return reply
    }

    private func spoil(_ reply: inout Reply, _ kind: AuthorizationFault.Kind) {
        switch kind {
        case .loseAnswer: reply.delivery = .reset
        case .hang: reply.delivery = .hang
        case .drip(let count, let pause): reply.delivery = .drip(Int(count), pause: pause)
        case .oversized(let count, let declaresLength):
            reply.response.body = .flood(count, declaresLength: declaresLength)
            reply.registered = nil
        case .answer(let text, let contentType):
            reply.response.headers = [("Content-Type", contentType)]
            reply.response.body = .bytes(Array(text.utf8))
            reply.registered = nil
        default: break
        }
    }

    /// What a careless server does.
    private mutating func echo(_ request: HTTPRequest, status: Int) -> HTTPResponse {
        let sent = request.bearer.map { String(decoding: $0, as: UTF8.self) } ?? "nothing"
        let text = "token \(sent) was no good for https://bob:pw@idp.demo.test/?t=\(sent), try \(secretText())"
        return HTTPResponse(
            status: status,
            json: ["error": "invalid_token", "error_description": text, "client_secret": secretText()])
    }

    /// 32 random bytes as hex.
    mutating func secretText() -> String {
        (0..<4).map { _ in Nonce(bits: random.next()).description }.joined()
    }
}

extension HTTPResponse {
    static func error(
        _ status: Int, _ code: String, _ description: String? = nil, headers: [(name: String, value: String)] = []
    ) -> HTTPResponse {
        var document = ["error": code]
        if let description { document["error_description"] = description }
        return HTTPResponse(status: status, json: document, headers: headers)
    }
}
