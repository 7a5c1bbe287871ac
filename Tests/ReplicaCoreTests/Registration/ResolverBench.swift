import Credentials

@testable import ReplicaCore

/// One resolver, driven by hand.
struct ResolverBench {
    var resolver: RegistrationResolver
    var now: UInt64 = 1_000_000_000

    static let issuer = "https://idp.demo.test"

    static func settings(_ change: (inout RegistrationSettings) -> Void = { _ in }) -> RegistrationSettings {
        var settings = RegistrationSettings(
            issuer: "https://gw.demo.test", discoveryURL: "\(issuer)/.well-known/openid-configuration")
        change(&settings)
        return settings
    }

    init(_ change: (inout RegistrationSettings) -> Void = { _ in }) throws {
        resolver = try RegistrationResolver(settings: Self.settings(change), identity: Nonce(bits: 1000), seed: 1)
    }

    var moment: Moment {
        Moment(
            steady: SteadyTime(nanoseconds: now),
            wall: WallTime(milliseconds: 1_790_000_000_000).advanced(byNanoseconds: Int64(now)))
    }

    mutating func handle(_ input: RegistrationInput) -> [RegistrationEffect] { resolver.handle(input, at: moment) }

    mutating func pass(milliseconds: UInt64) -> [RegistrationEffect] {
        now += milliseconds * 1_000_000
        return handle(.tick)
    }

    /// Up to the question who may register, which is answered with yes; returns what follows.
    mutating func begin(stands: RegistrationReading = .absent) -> [RegistrationEffect] {
        _ = handle(.started)
        _ = handle(.linkUp)
        let asked = handle(.readEnded(.success(stands)))
        guard case .takeLease(let request)? = asked.last else { return asked }
        let lease = RegistrationLease(key: request.key, holder: request.holder, fence: 7)
        return handle(.leaseEnded(.success(.taken(lease, stands: stands, isSoundToStore: stands != .absent))))
    }

    /// Up to the answer of discovery, which is this; returns what follows.
    mutating func discover(_ document: String, status: Int = 200, type: String? = "application/json")
        -> [RegistrationEffect]
    {
        let number = begin().request?.number ?? 0
        let answer = RegistrationResponse(status: status, contentType: type, body: Array(document.utf8))
        return handle(.requestEnded(number, .success(answer)))
    }

    /// Up to the answer of the call that registers, which is this; returns what follows.
    mutating func register(
        _ answer: String, status: Int = 201, type: String? = "application/json"
    ) -> [RegistrationEffect] {
        let number = discover(Self.document()).request?.number ?? 0
        let answer = RegistrationResponse(status: status, contentType: type, body: Array(answer.utf8))
        return handle(.requestEnded(number, .success(answer)))
    }

    static func document(
        issuer: String = issuer, registration: String? = "https://idp.demo.test/register",
        authorization: String? = "https://idp.demo.test/authorize", token: String? = "https://idp.demo.test/token",
        more: String = ""
    ) -> String {
        let parts = [
            ("issuer", issuer), ("registration_endpoint", registration), ("authorization_endpoint", authorization),
            ("token_endpoint", token),
        ].compactMap { name, value in value.map { "\"\(name)\":\"\($0)\"" } }
        return "{" + (parts + (more.isEmpty ? [] : [more])).joined(separator: ",") + "}"
    }

    static let answer = """
        {"client_id":"c-1","client_secret":"s","registration_access_token":"t",\
        "registration_client_uri":"https://idp.demo.test/register/c-1"}
        """
}

extension [RegistrationEffect] {
    var request: RegistrationRequest? { requests.first }
    var bodyText: String { String(decoding: request.map(\.body) ?? [], as: UTF8.self) }

    var requests: [RegistrationRequest] {
        compactMap { if case .request(let request) = $0 { request } else { nil } }
    }

    var put: RegistrationPut? {
        compactMap { if case .put(let put) = $0 { put } else { nil } }.first
    }

    var failure: RegistrationFailure? {
        compactMap { if case .failed(let failure) = $0 { failure } else { nil } }.first
    }

    var pause: LeasePause? {
        compactMap { if case .releaseLease(_, let pause) = $0 { pause } else { nil } }.first
    }

    var used: Registration?? {
        compactMap { if case .use(let registration) = $0 { .some(registration) } else { nil } }.last
    }
}
