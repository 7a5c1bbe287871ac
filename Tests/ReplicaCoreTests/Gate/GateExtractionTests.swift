import Testing

@testable import ReplicaCore

/// Where a credential may stand, and which place counts (contract A1, pitfalls 10, 15, 29, V5).
@Suite struct GateExtractionTests {
    private let stage = GateStage()
    private static let routes = ["/api/x", "/v1/x", "/mcp", "/admin/api/v1/auth-keys"]

    @Test(arguments: routes, ["admin", "Bearer admin", "sk-admin", "Bearer sk-admin"])
    func `four spellings of the admin key pass wherever it does`(_ route: String, _ text: String) {
        #expect(stage.judge(route, authorization: text)?.isPassed == true)
    }

    @Test(
        arguments: routes + ["/sdk/x", "/mobile/x"],
        [
            "Bearer", "Bearer ", "sk-", "Bearer sk-", " ", "bearer admin", "BEARER admin", "Bearer  admin",
            "Bearer\tadmin",
            "Basic admin", "Bearer Bearer admin", "admin ", " admin", "admin\u{1}", "admin\r\n", "Admin", "adminx",
            "admi",
            "sk-sk-admin", "Bearer admin, Bearer admin", String(repeating: "a", count: 65_536),
        ])
    func `anything else does not`(_ route: String, _ text: String) {
        let answer = stage.judge(route, authorization: text)
        #expect(answer == .refused(GateRefusal(.unauthorized, .unknown)))
    }

    @Test(arguments: routes + ["/sdk/x", "/mobile/x"])
    func `nothing, and an empty header, is missing`(_ route: String) {
        let missing = GateDecision.refused(GateRefusal(.unauthorized, .missing))
        #expect(stage.judge(route) == missing)
        #expect(stage.judge(route, authorization: "") == missing)
    }

    @Test(arguments: routes + ["/sdk/x", "/mobile/x"])
    func `what is said twice is nobody's, whatever it says`(_ route: String) {
        for values in [["admin", "admin"], ["admin", "other"], ["", "admin"], ["sdk-1", "sdk-1"]] {
            let answer = stage.judge(route, [.authorization: values])
            #expect(answer == .refused(GateRefusal(.unauthorized, .ambiguous)))
        }
    }

    @Test(arguments: [
        ("/v1/x", GateHeader.apiKey, true), ("/v1/x", .googleAPIKey, true), ("/api/v1", .apiKey, true),
        ("/api/x", .apiKey, false), ("/mcp", .apiKey, false), ("/mcp", .googleAPIKey, false),
        ("/admin/api/v1/auth-keys", .apiKey, false), ("/sdk/x", .apiKey, false),
    ])
    func `an X header counts on token routes alone`(_ route: String, _ header: GateHeader, _ counts: Bool) {
        #expect(stage.judge(route, [header: ["admin"]])?.isPassed == counts)
    }

    @Test func `the first place that is not empty counts, useless or not`() {
        #expect(stage.judge("/v1", [.authorization: ["Basic x"], .apiKey: ["admin"]])?.isPassed == false)
        #expect(stage.judge("/v1", [.authorization: [""], .apiKey: ["admin"]])?.isPassed == true)
        #expect(stage.judge("/v1", [.apiKey: ["x"], .googleAPIKey: ["admin"]])?.isPassed == false)
        #expect(stage.judge("/v1", [.apiKey: [""], .googleAPIKey: ["admin"]])?.isPassed == true)
        #expect(stage.judge("/api/x?key=admin", authorization: "Basic x")?.isPassed == false)
        #expect(stage.judge("/api/x?key=admin", authorization: "")?.isPassed == true)
    }

    @Test(arguments: [
        ("/api/x", true), ("/mcp", true), ("/sse", true), ("/v1/x", false), ("/api/v1", false),
        ("/admin/api/v1/auth-keys", false), ("/sdk/x", false),
    ])
    func `the query's key counts where the contract has it`(_ route: String, _ counts: Bool) {
        #expect(stage.judge("\(route)?key=admin")?.isPassed == counts)
    }

    @Test(arguments: [
        ("key=admin", true), ("a=b&key=admin&c", true), ("key=%61dmin", true), ("key=Bearer+admin", true),
        ("key=Bearer%20admin", true), ("%6bey=admin", true), ("key=sk-admin", true), ("key=%20", false),
        ("key=+", false),
        ("key=", false), ("key", false), ("Key=admin", false), ("key=admin&key=admin", false),
        ("key=&key=admin", false),
        ("key=admin&%6bey=x", false), ("key=admin%", false), ("key=admin%0a", false), ("key=%ff", false),
        ("keys=admin", false),
        ("key=admin;key=x", false), ("key=%2561dmin", false),
    ])
    func `a query is read as a form is`(_ query: String, _ passes: Bool) {
        #expect(stage.judge("/api/x?\(query)")?.isPassed == passes)
    }

    @Test func `a credential does not print`() {
        let presented = PresentedCredential.text("admin")
        #expect(!"\(presented) \(String(reflecting: presented))".contains("admin"))
        var dumped = ""
        dump(presented, to: &dumped)
        #expect(!dumped.contains("admin"))
    }
}
