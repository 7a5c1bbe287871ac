import RedisFixture
import RedisLink
import Testing

/// What upstreams, environments and authorization servers give to replicas stays with them, also when a server says back
/// what it was sent.
struct ClientSecretTests {
    private static let busy = ScenarioText(
        name: "given-secrets",
        sections: [
            "environments: { count: 2, poll: 200ms }",
            "registrations: { count: 2, poll: 200ms, lease: 500ms }",
            "as: { initial-access-token: true }",
        ],
        steps: [
            "{ at: 600ms, rotate-sdk-key: { environment: env-1, grace: 400ms } }",
            "{ at: 900ms, rotate-mobile-key: { environment: env-2 } }",
            "{ at: 1s, as-fault: { kind: echo-secrets, on: [register], for: 1500ms } }",
            "{ at: 1100ms, cold-start: {} }",
            "{ at: 4s, use-registrations: {} }",
        ], bounds: ScenarioText.patientBounds, expect: "leaked.upstream-clients: \"== 0\"")

    @Test func `no key of an environment and no secret of a client can be found anywhere`() throws {
        let run = try KeyquakeRun.start(scenario: Self.busy)
        try run.waitUntilFleetIsReady()
        var secrets: Set<String> = []
        var visible: [UInt8] = []
        let client = try EmbeddedSlot(of: run).client()
        while !run.child.hasEnded, let found = try? Self.secrets(of: client) {  // the server ends with the run
            secrets.formUnion(found)
            visible += run.tree.all.flatMap(\.visibleText)
        }
        // Two environments with two keys each, two rotations; two clients with a secret and a token, before the cold start
        // and after it.
        #expect(secrets.count >= 4 + 2 + 8, "\(secrets.count) secrets were seen")
        try run.expectEnd(0, 4)  // where secrets go is as visible in a run that was starved

        try expectNone(of: secrets, in: visible, "a process's arguments or environment")
        try expectNone(of: secrets, in: Array((run.standardOutput + run.standardError).utf8), "what it said")
        let directory = try run.directory.path
        let logs = filesBelow(directory).filter { $0.contains("/logs/") }.compactMap(fileBytes).joined()
        #expect(Array(logs).contains("(secret)"), "the server's echo was told of, without what it echoed")
        try expectNone(of: secrets, under: directory)
        let export = try KeyquakeRun.start(["export", directory])
        _ = try export.exitCode()
        try expectNone(of: secrets, in: Array((export.standardOutput + export.standardError).utf8), "the export")
    }

    private static let names = ["value", "mobKey", "client_secret", "registration_access_token"]

    /// Of all documents and rows that stand there now.
    private static func secrets(of client: PlainClient) throws -> Set<String> {
        guard case .array(let keys) = try client.ask(["KEYS", "*"]) else { return [] }
        return keys.reduce(into: []) { secrets, key in
            guard case .string(let name) = key,  // what is no text is an error, and holds none of these
                case .string(let bytes)? = try? client.ask(["GET", String(decoding: name, as: UTF8.self)])
            else { return }
            let text = String(decoding: bytes, as: UTF8.self)
            for name in names {
                for part in text.split(separator: "\"\(name)\":\"", omittingEmptySubsequences: false).dropFirst() {
                    secrets.insert(String(part.prefix { $0 != "\"" }))
                }
            }
            secrets.remove("")
        }
    }
}
