import HTTPTypes
import NIOHTTP1
import ReplicaCore

/// The contract is status, type and code; wording is free, and tells nobody why he was refused (B7, W10).
extension Reply {
    enum ErrorType: String {
        case authentication = "authentication_error"
        case invalidRequest = "invalid_request_error"
        case notFound = "not_found_error"
        case `internal` = "internal_error"
        case unavailable = "unavailable_error"
    }

    static func error(
        _ status: HTTPResponse.Status, _ type: ErrorType, code: String? = nil, _ message: String
    ) -> Reply {
        var json = JSONObject()
        json.object("error") { error in
            error.member("type", type.rawValue)
            error.member("message", message)
            error.null("param")
            if let code { error.member("code", code) } else { error.null("code") }
        }
        return Reply(status, json: json.text)
    }

    /// It ends the connection: what else the client sends is not worth reading.
    fileprivate var ending: Reply { with(.connection, "close") }

    static func refusal(_ answer: GateRefusal.Answer) -> Reply {
        switch answer {
        case .unauthorized: unauthorized
        case .notFound: notFound
        case .unavailable: unavailable
        case .featureOff: featureOff
        }
    }

    static let unauthorized = error(.unauthorized, .authentication, "no valid credential was presented")
        .with(.wwwAuthenticate, "Bearer")
    static let notFound = error(.notFound, .notFound, "there is nothing here")
    static let unavailable = error(
        .serviceUnavailable, .unavailable, code: "not_ready", "this replica cannot decide yet; try again"
    ).with(.retryAfter, "1")
    static let featureOff = error(
        .serviceUnavailable, .invalidRequest, code: "feature_unavailable", "this replica does not have this feature")
    static let storeAway = error(
        .serviceUnavailable, .invalidRequest, code: "feature_unavailable", "the store cannot be read; try again"
    ).with(.retryAfter, "1")
    static let malformedTarget = error(.badRequest, .invalidRequest, "the path of the request is malformed")
    static let tooLarge = error(
        .contentTooLarge, .invalidRequest, code: "body_too_large", "the body of the request is too large"
    ).ending
    static let busy = error(.serviceUnavailable, .unavailable, code: "not_ready", "this replica is busy; try again")
        .with(.retryAfter, "1")

    static func badRequest(_ message: String) -> Reply { error(.badRequest, .invalidRequest, message) }

    static func unknownKey(_ id: String) -> Reply {
        error(.notFound, .notFound, "no managed key has the id \(id)")
    }

    static func notAllowed(_ methods: String) -> Reply {
        error(
            .methodNotAllowed, .invalidRequest, code: "method_not_allowed",
            "this method is not allowed here: \(methods)"
        ).with(.allow, methods)
    }

    /// What failed is in the replica's own log; whether it took effect the caller must know.
    static func internalError(isUnknown: Bool) -> Reply {
        error(.internalServerError, .internal, outcome(isUnknown) ?? "something went wrong")
    }

    /// The store did not answer in time.
    static func timedOut(isUnknown: Bool) -> Reply {
        error(
            .gatewayTimeout, .internal, code: "request_timeout",
            outcome(isUnknown) ?? "the store did not answer in time; nothing was changed")
    }

    /// Who asked said only half of it, or the replica is on its way out: nobody waits for the store any more.
    static func cancelled(isUnknown: Bool) -> Reply {
        error(
            .clientClosedRequest, .invalidRequest, code: "request_canceled",
            outcome(isUnknown) ?? "the request ended before it was done; nothing was changed"
        ).ending
    }

    static let cancelled = cancelled(isUnknown: false)

    private static func outcome(_ isUnknown: Bool) -> String? {
        isUnknown ? "the outcome is unknown: it may have taken effect; list the keys" : nil
    }

    /// What the parser could not read.
    static func unreadable(_ failure: HTTPParserError) -> Reply {
        switch failure {
        case .headerOverflow:
            error(
                .requestHeaderFieldsTooLarge, .invalidRequest, code: "headers_too_large",
                "the headers of the request are too large"
            ).ending
        default: badRequest("this is no HTTP request").ending
        }
    }
}

extension HTTPResponse.Status {
    /// No RFC's, but everybody's word for it.
    static let clientClosedRequest = HTTPResponse.Status(code: 499, reasonPhrase: "Client Closed Request")
}
