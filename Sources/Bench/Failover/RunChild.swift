import CPosix
import Fleet
import Foundation
import Glibc
import HistoryLog

/// One `keyquake run` in a process of its own, as a user would start it; its run's directory is read when it has ended.
struct RunChild {
    let order: RunOrder
    let pid: pid_t
    let began: UInt64
    private let folder: String

    /// A run takes 9 s; one that takes as long as this hangs.
    static let limit: UInt64 = 120_000_000_000

    /// Only for a process with one thread: it forks.
    init(_ order: RunOrder, replicas: Int, under parent: String) throws(BenchError) {
        self.order = order
        folder = "\(parent)/\(order.name)"
        let script = FailoverScript(cell: order.cell, replicas: replicas, seed: order.seed)
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try script.text.write(toFile: "\(folder)/scenario.yaml", atomically: false, encoding: .utf8)
        } catch {
            throw BenchError("\(folder): \(error.localizedDescription)")
        }
        began = kq_now()
        let us = getpid()
        pid = kq_fork()
        guard pid >= 0 else { throw BenchError("fork: \(String(cString: strerror(errno)))") }
        if pid == 0 { Self.become(in: folder, childOf: us) }
    }

    /// The child goes with its parent, however that ends, and everything that it started goes with the child.
    private static func become(in folder: String, childOf parent: pid_t) -> Never {
        guard kq_die_with_parent(parent) != 0 else { _exit(3) }
        let program = ProgramImage(
            path: "/proc/self/exe",
            arguments: ["keyquake", "run", "\(folder)/scenario.yaml", "--out", folder, "--quiet"])
        program.become(log: "\(folder)/said.txt")
    }

    /// Its exit code when it has ended; one that was killed, or that had to be, has -1. Nil while it runs.
    func exitCode() -> Int32? {
        var status: Int32 = 0
        if waitpid(pid, &status, WNOHANG) == pid { return kq_exit_code(status) }
        guard kq_now() - began > Self.limit else { return nil }
        kill(pid, SIGKILL)
        while waitpid(pid, &status, 0) < 0, errno == EINTR {}
        return -1
    }

    /// What a run that has ended left behind, whatever its exit code said: the verdict stands in the report.
    func ending(exitCode: Int32) -> RunEnding {
        do {
            let directory = try runDirectory()
            guard let data = FileManager.default.contents(atPath: directory.file("report.json")) else {
                return .inconclusive(["exit code \(exitCode), no report: \(lastWords)"])
            }
            let history = try HistoryFile.open(at: directory.file("history.kq"))
            return RunEnding(trace: try RunTrace(history), report: try ReportFigures(report: data))
        } catch {
            return .inconclusive(["exit code \(exitCode): \(error) \(lastWords)"])
        }
    }

    private func runDirectory() throws(BenchError) -> RunDirectory {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []  // none: said below
        let paths = names.map { "\(folder)/\($0)" }.filter { access("\($0)/history.kq", R_OK) == 0 }
        guard let path = paths.first else { throw BenchError("no run directory;") }
        return RunDirectory(path: path)
    }

    private var lastWords: String {
        let said = FileManager.default.contents(atPath: "\(folder)/said.txt") ?? Data()
        return String(decoding: said, as: UTF8.self).split(separator: "\n").last.map(String.init) ?? "it said nothing"
    }

    func removeFolder() {
        try? FileManager.default.removeItem(atPath: folder)  // what is left of it is in nobody's way
    }
}

extension RunOrder {
    /// Of its folder.
    var name: String {
        "\(cell.fault)-\(cell.slot)-\(cell.confirm.rawValue)-\(cell.minReplicas)-\(number)-\(attempt)"
    }
}
