import Testing

@testable import ReplicaCore

/// Routes are exact, segment by segment (pitfalls 26, 28).
@Suite struct GateRouteTests {
    @Test(arguments: [
        ("/api", GateRoute.admin), ("/api/users", .admin), ("/api/v2", .admin), ("/api/v1x", .admin),
        ("/api/status/x", .admin), ("/api/v1", .token), ("/api/v1/chat", .token), ("/api/v3", .token),
        ("/v1", .token), ("/v1/models", .token), ("/v1beta/x", .token), ("/v1beta2", .unknown), ("/v2", .unknown),
        ("/V1", .unknown), ("/apix", .unknown), ("/mcp", .mcp), ("/mcp/a/b", .mcp), ("/sse", .mcp),
        ("/sse/x", .unknown),
        ("/message", .unknown), ("/test-publicmcp/1/2/sse", .unknown), ("/sdk/all", .sdk), ("/mobile", .mobile),
        ("/client", .unknown), ("/client/e1", .client(id: "e1")), ("/client/e1/x", .client(id: "e1")),
        ("/api/status", .open(.alive)), ("/healthz", .open(.alive)), ("/readyz", .open(.ready)),
        ("/status", .open(.status)), ("/metrics", .open(.metrics)), ("/metrics/x", .unknown), ("/bench", .open(.bench)),
        ("/", .unknown), ("/admin", .unknown), ("/admin/api", .unknown), ("/admin/api/v2/auth-keys", .unknown),
        ("/admin/dashboard", .unknown), ("/admin/api/v1", .keyAdmin(.unknown)),
        ("/admin/api/v1/auth-keys", .keyAdmin(.keys)), ("/admin/api/v1/auth-keys/", .keyAdmin(.keys)),
        ("/admin/api/v1/auth-keys/i/deactivate", .keyAdmin(.deactivate("i"))),
        ("/admin/api/v1/auth-keys/%20/deactivate", .keyAdmin(.deactivate(" "))),
        ("/admin/api/v1/auth-keys/i", .keyAdmin(.unknown)),
        ("/admin/api/v1/auth-keys/i/deactivate/x", .keyAdmin(.unknown)),
        ("/admin/api/v1/runtime/refresh", .keyAdmin(.refresh)), ("/admin/api/v1/runtime", .keyAdmin(.unknown)),
        ("/%61dmin/api/v1/auth-keys", .keyAdmin(.keys)),
    ])
    func `a path has one route`(_ path: String, _ route: GateRoute) throws {
        #expect(GateRoute(try #require(RequestTarget(path))) == route)
    }
}
