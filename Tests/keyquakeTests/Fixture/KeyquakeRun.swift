import Glibc
import RedisFixture
import Testing

/// The built `keyquake`, started with arguments, in a world of its own: its run directories, its private directories
/// and what it says are under one temporary folder. Killed with its owner, and so is everything that it started.
///
/// ```swift
/// let run = try KeyquakeRun.start(["run", "{scenario}", "--out", "{out}"], scenario: .small)
/// try run.expectEnd(0)
/// ```
final class KeyquakeRun: Sendable {
    /// Generous: other tests, and others' work, share the two cores.
    static let patience: UInt64 = 60

    let folder: TemporaryFolder
    let child: ChildProcess

    /// - Parameters:
    ///   - arguments: `{out}` and `{scenario}` stand for the places in the temporary folder.
    ///   - scenario: Written to `{scenario}`.
    ///   - environment: Beside PATH and TMPDIR; wins over them.
    ///   - wrapper: A program that runs the rest of its arguments, such as `prlimit`.
    static func start(
        _ arguments: [String] = ["run", "{scenario}", "--out", "{out}"], scenario: ScenarioText? = nil,
        environment: [String: String] = [:], through wrapper: [String] = []
    ) throws -> KeyquakeRun {
        let folder = try TemporaryFolder()
        for name in ["out", "tmp"] { mkdir("\(folder.path)/\(name)", 0o700) }
        if let scenario { try folder.write(scenario.yaml, to: "scenario.yaml") }
        let words = arguments.map { folder.filled($0) }
        return try KeyquakeRun(folder, wrapper.map { folder.filled($0) } + [program] + words, environment)
    }

    /// The executable beside the test bundle that runs.
    static let program: String = {
        var path = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &path, path.count - 1)
        let tests = String(decoding: path.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        return tests.prefix(upTo: tests.lastIndex(of: "/") ?? tests.endIndex) + "/keyquake"
    }()

    private init(_ folder: TemporaryFolder, _ command: [String], _ more: [String: String]) throws {
        self.folder = folder
        let own = ["TMPDIR": "\(folder.path)/tmp", "PATH": String(ChildProcess.defaultPath.dropFirst("PATH=".count))]
        let environment = own.merging(more) { $1 }.map { "\($0.key)=\($0.value)" }
        child = try ChildProcess(
            command, output: "\(folder.path)/stdout", errors: "\(folder.path)/stderr", environment: environment,
            folder: folder.path)
    }

    deinit {
        let left = tree.all
        child.end()
        // Only so that the folder is not removed under somebody's feet; whether all are gone is for tests to say.
        try? waitUntil("all processes are gone") { left.allSatisfy { !$0.isAlive } }
    }
}

extension KeyquakeRun {
    var out: String { "\(folder.path)/out" }
    var standardOutput: String { text("stdout") }
    var standardError: String { text("stderr") }
    var errorLines: [Substring] { standardError.split(separator: "\n") }
    /// What is left of private directories.
    var privateDirectories: [String] { entries(of: "\(folder.path)/tmp") }
    var runDirectories: [String] { entries(of: out).map { "\(out)/\($0)" } }
    var tree: ProcessTree { ProcessTree(coordinator: child.pid) }

    private func text(_ name: String) -> String {
        String(decoding: fileBytes("\(folder.path)/\(name)") ?? [], as: UTF8.self)
    }

    /// Waits for the end.
    func exitCode() throws -> Int32 {
        try waitUntil("keyquake ends", within: Self.patience, every: 5) { child.hasEnded }
        guard let code = child.exitCode else { throw FixtureError("keyquake ended without a status") }
        return code
    }

    /// Waits for the end, which is one of these; of another it shows what was said.
    func expectEnd(_ codes: Int32..., at place: SourceLocation = #_sourceLocation) throws {
        let code = try exitCode()
        #expect(codes.contains(code), "\(standardError)\(standardOutput)", sourceLocation: place)
    }

    /// The run's directory; there must be one, and only one.
    var directory: RecordedRun {
        get throws {
            guard let path = runDirectories.first, runDirectories.count == 1 else {
                throw FixtureError("run directories: \(runDirectories); it said:\n\(standardError)")
            }
            return RecordedRun(path: path)
        }
    }

    /// Waits until the history says that every replica is ready and steps begin; it is read while the run goes on.
    func waitUntilFleetIsReady() throws {
        try waitUntil("the fleet is ready", within: Self.patience, every: 5) {
            guard !child.hasEnded else { throw FixtureError("keyquake ended early: \(standardError)\(standardOutput)") }
            return runDirectories.count == 1 && (try? directory.isFleetReady) == true  // there is no history yet
        }
    }

    /// Waits until none of these processes, nor any other of the run, is there, and no private directory.
    func waitUntilNothingIsLeft(of processes: [RunningProcess]) throws {
        try waitUntil("every process and the private directory are gone", within: Self.patience / 3, every: 20) {
            processes.allSatisfy { !$0.isAlive } && tree.all.isEmpty && privateDirectories.isEmpty
        }
    }
}

extension TemporaryFolder {
    /// Puts in places of this folder.
    fileprivate func filled(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let opening = rest.firstIndex(of: "{"), let closing = rest[opening...].firstIndex(of: "}") {
            let name = rest[rest.index(after: opening)..<closing]
            result += rest[..<opening] + "\(path)/" + (name == "scenario" ? "scenario.yaml" : name)
            rest = rest[rest.index(after: closing)...]
        }
        return result + rest
    }
}
