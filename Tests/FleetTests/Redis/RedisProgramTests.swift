import Glibc
import RedisFixture
import Testing

@testable import Fleet

@Suite struct RedisProgramTests {
    @Test(arguments: [
        ("Redis server v=7.0.15 sha=00000000:0 malloc=jemalloc-5.3.0 bits=64 build=d81b8ff71cfb150e", "7.0.15"),
        ("Redis server v=6.0.16 sha=0:0\n", "6.0.16"), ("Valkey server v=8.0.1 sha=0:0", "8.0.1"),
        ("Redis server version 2.4.10", nil), ("", nil), ("Redis server v= sha", nil),
    ])
    func `the version stands in the program's own words`(_ line: String, _ version: String?) {
        #expect(RedisProgram.version(in: line) == version)
    }

    @Test func `a program is heard on both outputs, and one that says more than anybody wants is ended`() throws {
        let folder = try TemporaryFolder()
        let both = try Self.script("echo \"out $1\"; echo err >&2", in: folder)
        #expect(ProgramOutput.of(both, "--version") == "out --version\nerr\n")
        let endless = try Self.script("while :; do echo again; done", in: folder)
        #expect(ProgramOutput.of(endless, "--version")?.hasPrefix("again\nagain\n") == true)
        #expect(ProgramOutput.of("/nowhere/at/all", "--version") == nil)
    }

    private static func script(_ text: String, in folder: TemporaryFolder) throws -> String {
        try folder.write("#!/bin/sh\n\(text)\n", to: "script")
        chmod("\(folder.path)/script", 0o700)
        return "\(folder.path)/script"
    }
}
