import RedisFixture
import RedisLink
import Testing

/// A change whose answer never comes: it may be in force, so its secret must not be lost.
struct UnknownOutcomeTests {
    @Test func `the secret of a change that may have been made is handed over, and the exit code is 1`() throws {
        let server = try RedisServer.start()
        let deployment = Deployment(server)
        let folder = try TemporaryFolder()
        try server.ask("CLIENT", "PAUSE", "60000", "WRITE")
        let runs = try [
            ["keys", "create", "one"], ["admin-key", "rotate", "--out", "\(folder.path)/key"],
            ["keys", "create", "two", "--json"], ["admin-key", "revoke"],
        ].map { try deployment.start($0) }
        for run in runs {
            try run.expectEnd(1)
            #expect(run.standardError.contains("outcome unknown"), "\(run.standardError)")
        }
        #expect(
            runs[0].standardOutput.hasPrefix("kq_") && runs[0].standardError.contains("there may be one with the id"))
        #expect(runs[1].standardOutput.isEmpty && folder.text(of: "key").utf8.count == 49)
        let lines = runs[2].standardOutput.split(separator: "\n")
        #expect(lines.count == 2 && lines[0].hasPrefix(#"{"value":"kq_"#) && lines[1].contains(#""outcome":"unknown""#))
        #expect(runs[3].standardOutput.isEmpty)
    }
}
