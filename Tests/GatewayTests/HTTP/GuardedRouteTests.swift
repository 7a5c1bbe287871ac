import Testing

@testable import Gateway

/// What passes is told who it is; what must wait is told so.
@Suite struct GuardedRouteTests {
    @Test func `a guarded route says who passed`() throws {
        let stage = try FaceStage()
        let admin = try stage.ask(request("GET", "/api/x", bearer)).json
        #expect(admin["auth_method"] as? String == "admin_key")
        #expect(admin["fingerprint"] as? String == "0000000000ad")
        let inner = try stage.ask(request("GET", "/v1/x", "X-Api-Key: \(FaceStage.internalToken)")).json
        #expect(inner["auth_method"] as? String == "internal_token")
        let managed = try stage.ask(request("GET", "/v1/x", "Authorization: Bearer \(FaceStage.tokenText)")).json
        #expect(managed["auth_method"] as? String == "managed_key")
        #expect(managed["auth_key_id"] as? String == FaceStage.record.id.description)
        let sdk = try stage.ask(request("GET", "/sdk/all", "Authorization: api_key sdk-key-of-the-test")).json
        #expect(sdk["auth_method"] as? String == "sdk_key")
        #expect(sdk["environment"] as? String == "shop")
        #expect(try stage.ask(request("GET", "/client/env-1/x")).json["auth_method"] as? String == "environment_id")
        #expect(try stage.ask(request("GET", "/client/env-2")).contract == .notFound)
    }

    @Test func `managed keys and the internal token open no admin endpoint`() throws {
        let stage = try FaceStage()
        for text in [FaceStage.tokenText, FaceStage.internalToken] {
            for path in ["/api/x", "/admin/api/v1/auth-keys", "/admin/api/v1/runtime/refresh"] {
                let answer = try stage.ask(request("POST", path, "Authorization: Bearer \(text)"))
                #expect(answer.contract == .unauthorized)
            }
        }
    }

    @Test func `a key's path beats what a client says, and without one the client's stands`() throws {
        let stage = try FaceStage()
        let header = "X-Keyquake-User-Path: /somebody/else"
        let own = try stage.ask(request("GET", "/v1/x", "Authorization: Bearer \(FaceStage.tokenText)", header)).json
        #expect(own["user_path"] as? String == "/team/one")
        #expect(try stage.ask(request("GET", "/v1/x", bearer, header)).json["user_path"] as? String == "/somebody/else")
        let bad = try stage.ask(request("GET", "/v1/x", bearer, "X-Keyquake-User-Path: /a/../b")).json
        #expect(bad["passed"] as? Bool == true)
        #expect(bad["user_path"] == nil)
    }

    @Test(arguments: ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
    func `a guarded route is guarded for every method`(_ method: String) throws {
        let stage = try FaceStage()
        #expect(try stage.ask(request(method, "/v1/x")).contract == .unauthorized)
        #expect(try stage.ask(request(method, "/v1/x", bearer)).status == 200)
    }

    @Test func `HEAD has the headers of GET and no body`() throws {
        let stage = try FaceStage()
        let connection = try stage.connect()
        connection.send(request("HEAD", "/v1/x", bearer) + request("GET", "/v1/x", bearer))
        let head = try connection.answer(hasBody: false)
        let get = try connection.answer()
        #expect(head.status == 200)
        #expect(head.headers["content-length"] == get.headers["content-length"])
    }

    @Test func `before the replica is ready guarded routes and readiness are 503, and it is alive`() throws {
        let stage = try FaceStage(FaceStage.gate(isReady: false))
        for path in ["/api/x", "/v1/x", "/admin/api/v1/auth-keys", "/readyz"] {
            let answer = try stage.ask(request("GET", path, bearer))
            #expect(answer.contract == .notReady)
            #expect(answer.headers["retry-after"] == "1")
        }
        #expect(try stage.ask(request("GET", "/healthz")).status == 200)
        stage.publish(FaceStage.gate())
        #expect(try stage.ask(request("GET", "/readyz")).status == 200)
        #expect(try stage.ask(request("GET", "/api/x", bearer)).status == 200)
    }

    @Test func `the next request is judged by the next snapshot, on a connection that stays`() throws {
        let stage = try FaceStage()
        let connection = try stage.connect()
        #expect(try connection.ask(request("GET", "/v1/x")).status == 401)
        stage.publish(FaceStage.gate(isOpen: true))
        let answer = try connection.ask(request("GET", "/v1/x"))
        #expect(answer.status == 200)
        #expect(answer.json["auth_method"] as? String == "no_key")
        #expect(try connection.ask(request("GET", "/admin/api/v1/auth-keys")).contract == .unauthorized)
        stage.publish(FaceStage.gate())
        #expect(try connection.ask(request("GET", "/v1/x")).status == 401)
    }

    @Test func `the unguarded route is there only where a benchmark asked for it`() throws {
        #expect(try FaceStage().ask(request("GET", "/bench")).contract == .notFound)
        #expect(try FaceStage(opensBench: true).ask(request("GET", "/bench")).status == 200)
    }
}
