import Credentials
import Foundation
import Glibc
import RedisFixture
import Testing

@testable import Gateway

/// `keyquake serve --config`: environments that a keeper guards, over real sockets.
@Suite struct ServeEnvironmentTests {
    private static let file = """
        [Main]
        expiredCredentialCleanupInterval = 200ms

        [Environment "shop"]
        sdkKey = sdk-shop-primary-0001
        mobileKey = mob-shop-primary-0001
        envId = shop-id
        additionalSdkKeys = sdk-shop-more-0002, sdk-shop-more-0003
        additionalMobileKeys = mob-shop-more-0002

        [Environment "cart"]
        sdkKey = sdk-cart-primary-0001
        offline = true
        """

    private let folder: TemporaryFolder
    private let config: String

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(Self.file, to: "environments.ini")
        config = "\(folder.path)/environments.ini"
    }

    /// What a route says to a key.
    private func ask(_ served: ServedReplica, _ path: String, _ key: String? = nil) throws -> HTTPAnswer {
        try served.ask(key.map { request("GET", path, "Authorization: \($0)") } ?? request("GET", path))
    }

    @Test func `without its upstream it ends, says why and leaves nothing`() throws {
        let served = try ServedReplica(["--config", config])
        kill(try #require(try served.process(named: "kq-upstream")), SIGKILL)
        #expect(try served.exitCode() == 3)
        let errors = served.folder.text(of: "stderr")
        #expect(errors.contains("keyquake: a helper process is gone: the upstream double died"), "\(errors)")
        #expect(served.leftovers == [])
    }

    @Test func `the environment routes are guarded by the keys of the file, each of its kind`() throws {
        let served = try ServedReplica(["--config", config])
        #expect(served.environments == ["shop", "cart"])
        for key in [
            "sdk-shop-primary-0001", "api_key sdk-shop-primary-0001", "sdk-shop-more-0002", "sdk-shop-more-0003",
        ] {
            let answer = try ask(served, "/sdk/flags", key)
            #expect(answer.status == 200 && answer.json["environment"] as? String == "shop", "\(key)")
            #expect(answer.json["auth_method"] as? String == "sdk_key")
        }
        #expect(try ask(served, "/sdk/flags", "sdk-cart-primary-0001").json["environment"] as? String == "cart")
        for key in ["mob-shop-primary-0001", "mob-shop-more-0002"] {
            #expect(try ask(served, "/mobile/x", key).json["auth_method"] as? String == "mobile_key")
            #expect(try ask(served, "/sdk/flags", key).contract == .unauthorized)
        }
        #expect(try ask(served, "/mobile/x", "sdk-shop-primary-0001").contract == .unauthorized)
        #expect(try ask(served, "/client/shop-id/x").json["auth_method"] as? String == "environment_id")
        #expect(try ask(served, "/client/cart-id").contract == .notFound)
        for key in ["sdk-nobodys", "Bearer sdk-shop-primary-0001", "sdk-shop-more-0002,"] {
            #expect(try ask(served, "/sdk/flags", key).contract == .unauthorized)
        }
        #expect(try ask(served, "/sdk/flags").contract == .unauthorized)
        // Nothing of an environment opens anything else, and nothing else opens an environment.
        #expect(try served.call("sdk-shop-primary-0001") == 401)
        #expect(try served.call("sdk-shop-primary-0001", "/api/x") == 401)
        #expect(try ask(served, "/sdk/flags", served.key).contract == .unauthorized)
    }

    @Test func `a keeper stands behind it: clients upstream, a status without keys, and the audit`() throws {
        let served = try ServedReplica(["--config", config])
        try waitUntil("both are connected") {
            let all = try served.status()["environments"] as? [String: [String: Any]] ?? [:]
            return all.count == 2 && all.values.allSatisfy { $0["status"] as? String == "connected" }
        }
        let shop = try #require((try served.status()["environments"] as? [String: [String: Any]])?["shop"])
        #expect(shop["sdkKey"] as? String == "...0001" && shop["envId"] as? String == "shop-id")
        #expect(shop["additionalSdkKeys"] as? [String] == ["...0002", "...0003"])
        #expect(shop["upstreamClients"] as? Int == 1)
        #expect(try ask(served, "/sdk/flags", "sdk-shop-more-0002").status == 200)
        let metrics = try served.metrics()
        #expect(metrics.value("keyquake_environments", ["connection": "valid"]) == 2)
        #expect(metrics.value("keyquake_environments_complete") == 1)
        let credentials = "keyquake_environment_credentials"
        #expect(metrics.value(credentials, ["kind": "sdk_key", "role": "primary"]) == 2)
        #expect(metrics.value(credentials, ["kind": "sdk_key", "role": "additional"]) == 2)
        #expect(metrics.value(credentials, ["kind": "mobile_key", "role": "primary"]) == 1)
        #expect(metrics.value(credentials, ["kind": "sdk_key", "role": "expiring"]) == 0)
        let name = "keyquake_decisions_total"
        #expect(metrics.value(name, ["route": "sdk", "kind": "sdk_key", "verdict": "passed"]) == 1)
        let pages = try ["/status", "/metrics"].map { try served.ask(request("GET", $0)).text }.joined()
        #expect(try served.stop() == 0)
        let audit = served.folder.text(of: "audit")
        #expect(audit.contains(#""environment":"shop""#))
        let said = pages + audit + served.folder.text(of: "stdout") + served.folder.text(of: "stderr")
        for secret in ["sdk-shop", "mob-shop", "sdk-cart"] { #expect(!said.contains(secret)) }
    }

    @Test func `without environments their routes say that the feature is off`() throws {
        let served = try ServedReplica()
        #expect(try ask(served, "/sdk/flags", "sdk-shop-primary-0001").contract == .featureOff)
        #expect(try ask(served, "/client/shop-id").contract == .featureOff)
        #expect(served.environments.isEmpty)
    }

    @Test func `a variable overrides the file and makes environments of its own, and leaves no trace of itself`() throws
    {
        let variables = [
            "LD_ENV_shop=sdk-of-a-variable", "LD_ADDITIONAL_SDK_KEYS_shop=sdk-more-of-a-variable, sdk-another",
            "LD_ENV_mail=sdk-mail-of-a-variable", "LD_MOBILE_KEY_mail=mob-mail-of-a-variable",
            "LD_MOBILE_KEY_nobody=mob-of-nobody", "EXPIRED_CREDENTIAL_CLEANUP_INTERVAL=30s",
        ]
        let served = try ServedReplica(["--config", config], variables: variables)
        #expect(served.environments == ["shop", "cart", "mail"])
        for key in ["sdk-of-a-variable", "sdk-more-of-a-variable", "sdk-another", "sdk-mail-of-a-variable"] {
            #expect(try ask(served, "/sdk/flags", key).status == 200, "\(key)")
        }
        #expect(try ask(served, "/sdk/flags", "sdk-shop-primary-0001").contract == .unauthorized)
        #expect(try ask(served, "/sdk/flags", "sdk-shop-more-0002").contract == .unauthorized)
        #expect(try ask(served, "/mobile/x", "mob-shop-primary-0001").status == 200, "what no variable says stays")
        #expect(try ask(served, "/mobile/x", "mob-of-nobody").contract == .unauthorized)
        for file in ["cmdline", "environ"] {
            let bytes = try Data(contentsOf: URL(filePath: "/proc/\(served.child.pid)/\(file)"))
            #expect(!String(decoding: bytes, as: UTF8.self).contains("of-a-variable"))
        }
    }

    @Test func `documents in Redis are followed when that is asked for`() throws {
        let server = try RedisServer.start()
        let namespace = "kq:env:\(UInt64.random(in: .min ... .max))"
        let served = try ServedReplica([
            "--config", config, "--follow-environments", "--redis", "redis://127.0.0.1:\(server.port)/0",
            "--namespace", namespace, "--key-file", "\(folder.path)/admin-key",
        ])
        #expect(try ask(served, "/sdk/flags", "sdk-of-a-document").contract == .unauthorized)
        #expect(try ask(served, "/sdk/flags", "sdk-shop-primary-0001").status == 200)
        let text = #"{"envID":"doc-1","sdkKey":{"value":"sdk-of-a-document"},"version":5}"#
        let digest = EnvironmentRecord.digest(of: Array(text.utf8))
        try server.ask("SET", "\(namespace):env:doc-1", text)
        try server.ask("HSET", "\(namespace):env:index", "doc-1", "5:\(digest)")
        let refresh = try served.ask(request("POST", "/admin/api/v1/runtime/refresh", served.bearer))
        #expect(
            (refresh.json["steps"] as? [[String: String]])?.map { $0["name"] } == [
                "admin_key", "managed_keys", "environments",
            ])
        try waitUntil("the document is in force") { try ask(served, "/sdk/flags", "sdk-of-a-document").status == 200 }
        #expect(try ask(served, "/client/doc-1").json["environment"] as? String == "doc-1")
        try waitUntil("it needs no upstream") {
            let all = try served.status()["environments"] as? [String: [String: Any]]
            return all?["doc-1"]?["status"] as? String == "connected"
        }
    }

    @Test func `what is wrong with a file is said all at once, with its lines and without a key`() throws {
        try folder.write(
            """
            [Environment "shop"]
            sdkKey = sdk-top-secret
            additionalSdkKeys = sdk-top-secret,
            additionalMobileKeys = mob-top-secret
            [Environment "cart"]
            sdkKey = sdk-top-secret
            """, to: "wrong.ini")
        let path = "\(folder.path)/wrong.ini"
        let (code, errors) = try ServedReplica.end(["--config", path])
        #expect(code == 2)
        for finding in [
            "environment shop: additionalSdkKeys lists the primary key, as number 1",
            "environment shop: additionalSdkKeys has an empty entry, number 2",
            "environment shop: additionalMobileKeys needs a primary key of its kind",
            "environment cart: a credential is one of environment shop, too",
        ] {
            #expect(errors.contains("\(path): \(finding)"), "\(errors)")
        }
        #expect(!errors.contains("top-secret"))
    }

    @Test(
        arguments: [
            ("[Environment \"shop\"]\nsdkKey = a\nnonsense\nport = 1\n", ":3: this line is neither"),
            ("[Environment \"shop\"]\nmobileKey = a\n", "environment shop: sdkKey is required"),
            (String(repeating: "; nothing\n", count: 12_000), "is no text of at most 98304 bytes"),
        ])
    func `a file that makes no sense is a usage error`(_ text: String, _ said: String) throws {
        try folder.write(text, to: "wrong.ini")
        let (code, errors) = try ServedReplica.end(["--config", "\(folder.path)/wrong.ini"])
        #expect(code == 2 && errors.contains(said), "\(errors)")
    }

    @Test func `a file that is not there, and an interval that is none, are usage errors`() throws {
        #expect(try ServedReplica.end(["--config", "/nowhere"]).code == 2)
        let (code, errors) = try ServedReplica.end(
            ["--config", config], variables: ["EXPIRED_CREDENTIAL_CLEANUP_INTERVAL=99ms"])
        #expect(code == 2 && errors.contains("EXPIRED_CREDENTIAL_CLEANUP_INTERVAL"), "\(errors)")
    }
}
