import Foundation
import Glibc
import RedisFixture
import Testing

/// Exit code 3 and one clear line; no process, no private directory left.
struct PoorEnvironmentTests {
    /// Root is not bound by permissions, nor by hard limits: without these two capabilities it is.
    private static let unprivileged =
        geteuid() == 0 ? ["setpriv", "--bounding-set=-dac_override,-sys_resource", "--"] : []

    private func expectOneLine(_ run: KeyquakeRun, _ words: String...) throws {
        try run.expectEnd(3)
        #expect(run.errorLines.count == 1, "\(run.standardError)")
        for word in words { #expect(run.standardError.contains(word), "\(run.standardError)") }
        #expect(run.privateDirectories.isEmpty)
        #expect(run.tree.all.isEmpty)
    }

    @Test func `no redis-server on PATH`() throws {
        let run = try KeyquakeRun.start(scenario: .small, environment: ["PATH": "/nowhere"])
        try expectOneLine(run, "redis-server", "PATH")
        #expect(run.runDirectories.isEmpty)
    }

    @Test(arguments: [
        ("Redis server v=6.0.16 sha=00000000:0 malloc=jemalloc-5.2.1 bits=64", "6.0.16"),
        ("Segmentation fault", "does not say its version"),
    ])
    func `a redis-server that is too old, or says nothing, said before anything starts`(
        _ answer: String, _ reason: String
    ) throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "#!/bin/sh\n[ \"$1\" = --version ] || touch \(folder.path)/started\necho '\(answer)'\n", to: "redis-server")
        chmod("\(folder.path)/redis-server", 0o700)
        let run = try KeyquakeRun.start(
            scenario: .small, environment: ["PATH": "\(folder.path):/usr/local/bin:/usr/bin:/bin"])
        try expectOneLine(run, "redis cannot be used", "\(folder.path)/redis-server", reason)
        #expect(run.runDirectories.isEmpty && access("\(folder.path)/started", F_OK) != 0)
    }

    @Test(arguments: ["{scenario}/results", "/proc/results"])
    func `results where no directory can be`(_ out: String) throws {
        let run = try KeyquakeRun.start(["run", "{scenario}", "--out", out], scenario: .small)
        try expectOneLine(run, "cannot write results", "results")
    }

    @Test func `a results directory that is read-only`() throws {
        let folder = try TemporaryFolder()
        chmod(folder.path, 0o500)
        let run = try KeyquakeRun.start(
            ["run", "{scenario}", "--out", folder.path], scenario: .small, through: Self.unprivileged)
        try expectOneLine(run, "cannot write results", folder.path, "Permission denied")
        chmod(folder.path, 0o700)
    }

    @Test func `more replicas than the hard limit of descriptors allows, said before anything starts`() throws {
        let run = try KeyquakeRun.start(
            ["run", "{scenario}", "--out", "{out}", "--replicas", "200"], scenario: .small,
            through: ["prlimit", "--nofile=300:300", "--"] + Self.unprivileged)
        try expectOneLine(run, "too few descriptors", "200 replicas", "ulimit")
        #expect(run.runDirectories.isEmpty)
    }

    @Test func `a soft limit of descriptors is raised`() throws {
        let run = try KeyquakeRun.start(
            ["run", "{scenario}", "--out", "{out}", "--replicas", "30"], scenario: .small,
            through: ["prlimit", "--nofile=64:4096", "--"] + Self.unprivileged)
        let code = try run.exitCode()
        let findings = try run.directory.findings
        #expect(findings.isClean, "\(findings.summary)")
        #expect(code == findings.exitCode)
    }

    @Test(.enabled(if: TinyDisk.canBeMade, "only root may mount a disk that is full soon"))
    func `a disk that is full`() throws {
        let disk = try TinyDisk()
        defer { disk.remove() }
        let run = try KeyquakeRun.start(["run", "{scenario}", "--out", disk.path], scenario: .small)
        try expectOneLine(run, "No space left on device")
    }

    @Test func `no place for the private directory`() throws {
        let run = try KeyquakeRun.start(scenario: .small, environment: ["TMPDIR": "/nowhere"])
        try expectOneLine(run, "/nowhere")
    }
}

/// A file system of 64 KiB.
struct TinyDisk {
    let path: String
    private let folder: TemporaryFolder

    /// In a container even root may not mount.
    static let canBeMade: Bool = {
        guard let disk = try? TinyDisk() else { return false }  // no permission: the test is skipped
        disk.remove()
        return true
    }()

    init() throws {
        folder = try TemporaryFolder()
        path = "\(folder.path)/disk"
        mkdir(path, 0o700)
        guard mount("keyquake-test", path, "tmpfs", 0, "size=64k") == 0 else {
            throw FixtureError("mount: \(String(cString: strerror(errno)))")
        }
    }

    func remove() { umount2(path, Int32(MNT_DETACH)) }
}
