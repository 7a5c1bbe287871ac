import Credentials
import Foundation
import RedisFixture
import ReplicaProcess
import Testing

@testable import Gateway

/// Statuses and bodies of the admin endpoints, to the letter of B7.
@Suite struct KeyEndpointTests {
    private static let keys = "/admin/api/v1/auth-keys"
    private static let json = "Content-Type: application/json"

    private func create(_ stage: FaceStage, _ body: String, _ type: String = json) throws -> HTTPAnswer {
        try stage.ask(request("POST", Self.keys, bearer, type, body: body))
    }

    @Test func `a list of none is an empty list`() throws {
        let answer = try FaceStage().ask(request("GET", Self.keys, bearer))
        #expect(answer.status == 200)
        #expect(answer.text == "[]")
        #expect(answer.headers["content-type"] == "application/json")
    }

    @Test func `a list shows views, and neither token nor hash`() throws {
        let stage = try FaceStage()
        stage.play { $0.keys = [FaceStage.record] }
        let answer = try stage.ask(request("GET", Self.keys, bearer))
        let view = try #require(answer.list?.first)
        #expect(view["id"] as? String == FaceStage.record.id.description)
        #expect(view["name"] as? String == "first")
        #expect(view["user_path"] as? String == "/team/one")
        #expect(view["active"] as? Bool == true)
        #expect(view["enabled"] as? Bool == true)
        #expect(view["value"] == nil)
        #expect(!answer.text.contains(FaceStage.tokenText))
    }

    @Test func `a new key is shown once, whole, and is not to be kept by a cache`() throws {
        let stage = try FaceStage()
        let body =
            #"{"name":" ci ","description":" d ","user_path":"team//one/","expires_at":"2190-01-01T00:00:00Z","x":1}"#
        let answer = try create(stage, body)
        #expect(answer.status == 201)
        #expect(answer.headers["cache-control"] == "no-store")
        #expect(answer.json["name"] as? String == "ci")
        #expect(answer.json["description"] as? String == "d")
        #expect(answer.json["user_path"] as? String == "/team/one")
        #expect(answer.json["expires_at"] as? String == "2190-01-01T00:00:00.000Z")
        #expect(answer.json["active"] as? Bool == true)
        let value = try #require(answer.json["value"] as? String)
        #expect(value.hasPrefix("kq_") && value.utf8.count == 46)
        #expect(answer.json["redacted_value"] as? String == "kq_...\(value.suffix(4))")
    }

    @Test(arguments: [
        ("", json), ("{}", json), (#"{"name":"  "}"#, json), (#"{"name":null}"#, json), (#"{"name":1}"#, json),
        ("[]", json), ("null", json), ("{", json), (#"{"name":"a"} x"#, json),
        (#"{"name":"a","expires_at":"tomorrow"}"#, json),
        (#"{"name":"a","expires_at":""}"#, json), (#"{"name":"a","expires_at":17}"#, json),
        (#"{"name":"a","expires_at":"2001-01-01T00:00:00Z"}"#, json),
        (#"{"name":"a","expires_at":"2300-01-01T00:00:00Z"}"#, json), (#"{"name":"a","user_path":"/a/../b"}"#, json),
        (#"{"name":"a","user_path":"a:b"}"#, json), (#"{"name":"a"}"#, "Content-Type: text/plain"),
        (#"{"name":"a"}"#, "X-Nothing: x"), ("name=a", "Content-Type: application/x-www-form-urlencoded"),
        (#"{"name":"a"}"#, "Content-Type: application/json\r\nContent-Type: application/json"), ("\u{FF}", json),
    ])
    func `a body that is none, or asks for what cannot be, is 400`(_ body: String, _ type: String) throws {
        #expect(try create(FaceStage(), body, type).contract == .badRequest)
    }

    @Test func `a bad path counts before a missing name`() throws {
        let answer = try create(FaceStage(), #"{"name":"","user_path":"/a/../b"}"#)
        #expect(answer.contract == .badRequest)
        #expect(answer.text.contains("path"))
    }

    @Test func `a request without any body lacks a name`() throws {
        let answer = try FaceStage().ask(request("POST", Self.keys, bearer, "Content-Length: 0"))
        #expect(answer.contract == .badRequest)
        #expect(answer.text.contains("name"))
    }

    @Test func `a type with a parameter is understood`() throws {
        let answer = try create(FaceStage(), #"{"name":"a"}"#, "Content-Type: Application/JSON ; charset=utf-8")
        #expect(answer.status == 201)
    }

    @Test(arguments: [
        (FaceFailure.expiryPassed, HTTPAnswer.Contract.badRequest),
        (.store("secret cause", isUnknown: false), .internalError),
        (.store("secret cause", isUnknown: true), .internalError),
        (.store("secret cause", isUnknown: true, .timedOut), .timedOut),
        (.store("secret cause", isUnknown: false, .timedOut), .timedOut),
        (.store("secret cause", isUnknown: true, .cancelled), .cancelled),
        (.featureOff, .featureOff),
    ])
    func `what the store cannot do is told without its cause`(
        _ failure: FaceFailure, _ contract: HTTPAnswer.Contract
    ) throws {
        let stage = try FaceStage()
        stage.play { $0.storeFailure = failure }
        let answer = try create(stage, #"{"name":"a"}"#)
        #expect(answer.contract == contract)
        #expect(!answer.text.contains("cause"))
        #expect(answer.json["value"] == nil)
        if case .store(_, let isUnknown, _) = failure {
            #expect(answer.text.contains("may have taken effect") == isUnknown)
        }
        let deactivation = try stage.ask(request("POST", "\(Self.keys)/\(FaceStage.record.id)/deactivate", bearer))
        #expect(deactivation.contract == contract)
    }

    @Test(arguments: [
        (FaceFailure.StoreEnd.failed, HTTPAnswer.Contract.featureOff), (.timedOut, .timedOut), (.cancelled, .cancelled),
    ])
    func `a list that cannot be read is 503, and one that takes too long says so`(
        _ end: FaceFailure.StoreEnd, _ contract: HTTPAnswer.Contract
    ) throws {
        let stage = try FaceStage()
        stage.play { $0.storeFailure = .store("x", isUnknown: false, end) }
        #expect(try stage.ask(request("GET", Self.keys, bearer)).contract == contract)
    }

    @Test func `decisions are made while a long list is`() throws {
        let stage = try FaceStage()
        let count = 4_000
        stage.play {
            $0.held = []
            $0.keys = Array(repeating: FaceStage.record, count: count)
        }
        let (lister, caller) = (try stage.connect(), try stage.connect())
        #expect(try caller.ask(request("GET", "/v1/x")).status == 401)
        lister.send(request("GET", Self.keys, bearer))
        var command: FaceCommand?
        try waitUntil("the list is asked for") {
            stage.play { command = $0.held?.first }
            return command != nil
        }
        stage.answer(try #require(command))
        var decisions = 0
        while decisions < count, !lister.receive(within: 0) {
            #expect(try caller.ask(request("GET", "/v1/x")).status == 401)
            decisions += 1
        }
        #expect(decisions >= 20, "made before the list's first byte")
        #expect(try lister.answer().list?.count == count)
    }

    @Test func `a deactivation has no body, and neither has the one after it`() throws {
        let stage = try FaceStage()
        stage.play { $0.keys = [FaceStage.record] }
        for _ in 1...2 {
            let answer = try stage.ask(request("POST", "\(Self.keys)/\(FaceStage.record.id)/deactivate", bearer))
            #expect(answer.status == 204)
            #expect(answer.headers["content-length"] == nil)
        }
    }

    @Test(arguments: ["00000000-0000-0000-0000-000000000009", "nobody", "%22%7D", "%C3%A4"])
    func `an id that no key has is 404 and named`(_ id: String) throws {
        let answer = try FaceStage().ask(request("POST", "\(Self.keys)/\(id)/deactivate", bearer))
        #expect(answer.contract == .notFound)
        let message = try #require((answer.json["error"] as? [String: Any])?["message"] as? String)
        #expect(message.contains(try #require(id.removingPercentEncoding)))
    }

    @Test(arguments: ["%20", "%20%09%20"])
    func `a blank id is 400`(_ id: String) throws {
        let blank = id == "%20" ? id : "%20%20"
        #expect(
            try FaceStage().ask(request("POST", "\(Self.keys)/\(blank)/deactivate", bearer)).contract == .badRequest)
    }

    @Test func `without managed keys the feature is off, before body or id is looked at`() throws {
        let stage = try FaceStage(FaceStage.gate(hasKeys: false))
        #expect(try stage.ask(request("GET", Self.keys, bearer)).contract == .featureOff)
        #expect(try create(stage, "nonsense", "X: y").contract == .featureOff)
        #expect(try stage.ask(request("POST", "\(Self.keys)/%20/deactivate", bearer)).contract == .featureOff)
        #expect(try stage.ask(request("DELETE", Self.keys, bearer)).contract == .notAllowed)
    }

    @Test(arguments: [
        ("PUT", keys, "GET, POST"), ("DELETE", keys, "GET, POST"), ("HEAD", keys, "GET, POST"),
        ("OPTIONS", keys, "GET, POST"), ("GET", "\(keys)/x/deactivate", "POST"),
        ("DELETE", "\(keys)/x/deactivate", "POST"),
        ("GET", "/admin/api/v1/runtime/refresh", "POST"), ("POST", "/status", "GET, HEAD"),
        ("PUT", "/metrics", "GET, HEAD"),
        ("DELETE", "/healthz", "GET, HEAD"),
    ])
    func `another method is 405 and says which ones there are`(_ method: String, _ path: String, _ allow: String) throws
    {
        let connection = try FaceStage().connect()
        connection.send(request(method, path, bearer))
        let answer = try connection.answer(hasBody: method != "HEAD")
        #expect(answer.status == 405)
        if method != "HEAD" { #expect(answer.contract == .notAllowed) }
        #expect(answer.headers["allow"] == allow)
    }

    @Test(arguments: ["/", "/nowhere", "/admin", "/admin/api/v1", "/admin/api/v1/auth-keys/x", "/bench", "/sse/x"])
    func `what is not there is 404, below the admin endpoints only for who may know`(_ path: String) throws {
        let stage = try FaceStage()
        #expect(try stage.ask(request("GET", path, bearer)).contract == .notFound)
        let isGuarded = path.hasPrefix("/admin/api")
        #expect(try stage.ask(request("GET", path)).contract == (isGuarded ? .unauthorized : .notFound))
    }

    @Test func `a refresh tells how each part ended`() throws {
        let answer = try FaceStage().ask(request("POST", "/admin/api/v1/runtime/refresh", bearer))
        #expect(answer.status == 200)
        #expect(answer.json["status"] as? String == "failed")
        let steps = try #require(answer.json["steps"] as? [[String: String]])
        #expect(steps[0] == ["name": "admin_key", "status": "ok"])
        #expect(steps[1] == ["name": "managed_keys", "status": "failed", "error": "refused"])
    }

    @Test func `a loop that takes no more is 503`() throws {
        let stage = try FaceStage()
        stage.play { $0.takesCommands = false }
        for text in [
            request("GET", Self.keys, bearer), request("POST", "/admin/api/v1/runtime/refresh", bearer),
            request("GET", "/status"), request("GET", "/metrics"),
        ] {
            #expect(try stage.ask(text).contract == .notReady)
        }
        #expect(try stage.ask(request("GET", "/v1/x", bearer)).status == 200, "decisions need no loop")
    }
}
