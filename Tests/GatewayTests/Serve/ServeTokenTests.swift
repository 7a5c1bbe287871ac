import Foundation
import RedisFixture
import Testing

@testable import Gateway

/// The internal token: from a file or a variable, never from an argument.
@Suite struct ServeTokenTests {
    private let folder: TemporaryFolder
    private let file: String

    init() throws {
        folder = try TemporaryFolder()
        try folder.write("the-internal-token\n", to: "token")
        file = "\(folder.path)/token"
    }

    @Test(arguments: [true, false])
    func `it passes where callers pass, and opens no admin route`(_ isInFile: Bool) throws {
        let served =
            isInFile
            ? try ServedReplica(["--internal-token-file", file])
            : try ServedReplica(variables: ["KEYQUAKE_INTERNAL_TOKEN=the-internal-token"])
        for path in ["/v1/x", "/api/v1/x", "/mcp"] {
            let answer = try served.ask(request("GET", path, "Authorization: Bearer the-internal-token"))
            #expect(answer.status == 200 && answer.json["auth_method"] as? String == "internal_token", "\(path)")
        }
        for path in ["/api/x", "/admin/api/v1/auth-keys"] {
            #expect(try served.call("the-internal-token", path) == 401)
        }
        #expect(try served.call("the-internal-toke") == 401)
        let processes = try served.processes
        #expect(processes.count >= 3, "the zygote, Redis and the replica")
        for pid in processes {
            for file in ["cmdline", "environ"] {
                let bytes = try Data(contentsOf: URL(filePath: "/proc/\(pid)/\(file)"))
                #expect(!String(decoding: bytes, as: UTF8.self).contains("the-internal-token"))
            }
        }
        #expect(try served.stop() == 0)
        let said = ["stdout", "stderr", "audit"].map { served.folder.text(of: $0) }.joined()
        #expect(!said.contains("the-internal-token"))
    }

    @Test func `a file that holds none is a usage error, and so is one that says what the admin key says`() throws {
        try folder.write(" \n", to: "blank")
        try folder.write("a b\n", to: "inner")
        for path in ["/nowhere", "\(folder.path)/blank", "\(folder.path)/inner"] {
            #expect(try ServedReplica.end(["--internal-token-file", path]).code == 2)
        }
        try folder.write("sk-the-internal-token\n", to: "admin")
        let (code, errors) = try ServedReplica.end(
            ["--internal-token-file", file, "--admin-key-file", "\(folder.path)/admin"])
        #expect(code == 2 && errors.contains("a spelling in common"), "\(errors)")
        #expect(!errors.contains("the-internal-token"))
        #expect(try ServedReplica.end([], variables: ["KEYQUAKE_INTERNAL_TOKEN=a b"]).code == 2)
    }
}
