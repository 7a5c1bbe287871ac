import Foundation
import History
@testable import HistoryLog
import RedisFixture
import Testing

/// A history that was cut off or has a flipped bit is never judged as if it were whole: it is inconclusive, and what is
/// wrong with it is named. No reader crashes on it.
struct DamagedHistoryTests {
    /// One run for all of these tests, recorded when the first of them needs it.
    private static let recorded = Result { () throws -> KeyquakeRun in
        let run = try KeyquakeRun.start(scenario: .small)
        _ = try run.exitCode()
        return run
    }

    /// A copy of the run with another history.
    private func copy(_ change: (inout [UInt8]) -> Void) throws -> TemporaryFolder {
        let original = try Self.recorded.get().directory
        let folder = try TemporaryFolder()
        let scenario = try #require(fileBytes("\(original.path)/scenario.yaml"))
        try folder.write(String(decoding: scenario, as: UTF8.self), to: "scenario.yaml")
        var bytes = try #require(fileBytes(original.historyPath))
        change(&bytes)
        #expect(FileManager.default.createFile(atPath: "\(folder.path)/history.kq", contents: Data(bytes)))
        return folder
    }

    private func expectInconclusive(_ folder: TemporaryFolder, _ words: String...) throws {
        let check = try KeyquakeRun.start(["check", folder.path])
        let code = try check.exitCode()
        #expect(code == 4, "\(check.standardOutput)\(check.standardError)")
        let named = try Self.named(in: RecordedRun(path: folder.path)) ?? check.standardError
        for word in words { #expect(named.contains(word), "\(word) is not in: \(named)") }
        let export = try KeyquakeRun.start(["export", folder.path])
        #expect([0, 4].contains(try export.exitCode()))
    }

    /// The reasons that the checks give; nil when nothing can be opened that they could look at.
    private static func named(in run: RecordedRun) throws -> String? {
        guard (try? run.history) != nil else { return nil }  // `check` says why on standard error
        return try run.findings.inconclusive.joined(separator: "\n")
    }

    @Test func `an untouched copy is judged as the run was`() throws {
        let folder = try copy { _ in }
        let check = try KeyquakeRun.start(["check", folder.path])
        #expect(try check.exitCode() == Self.recorded.get().exitCode())
    }

    @Test(arguments: [0.999, 0.7, 0.4, 0.1])
    func `a history that ends early`(_ share: Double) throws {
        try expectInconclusive(try copy { $0.removeLast($0.count - Int(Double($0.count) * share)) }, "cut off")
    }

    @Test(arguments: [0, 1, 17, 4096])
    func `a history of which next to nothing is left`(_ bytes: Int) throws {
        try expectInconclusive(try copy { $0.removeLast($0.count - bytes) }, "history.kq")
    }

    /// Where a bit is flipped, and how the damage is called.
    private static let places: [(what: String, word: String)] = [
        ("magic", "history"), ("table", "damaged"), ("count", "coordinator"), ("record of the coordinator", "damaged"),
        ("record of a replica", "r2"), ("last record of the zygote", "zygote"), ("behind the last record", "behind"),
    ]

    @Test(arguments: places.indices)
    func `a flipped bit is found and named`(_ number: Int) throws {
        let place = Self.places[number]
        let history = try Self.recorded.get().directory.history
        let offset = try #require(Self.offset(of: place.what, in: history))
        try expectInconclusive(try copy { $0[offset] ^= 0x10 }, place.word)
    }

    private static func offset(of place: String, in history: HistoryFile) -> Int? {
        func record(_ owner: RegionOwner, _ index: (Int) -> Int) -> Int? {
            guard let region = history.region(of: owner) else { return nil }
            return region.placement.recordsOffset + index(region.records.count) * 64 + 24
        }
        switch place {
        case "magic": return 2
        case "table": return 4096 + 8
        case "count": return history.region(of: .coordinator)?.placement.offset
        case "record of the coordinator": return record(.coordinator) { $0 / 2 }
        case "record of a replica": return record(.replica(.init(2))) { $0 / 2 }
        case "last record of the zygote": return record(.zygote) { $0 - 1 }
        case "behind the last record": return record(.zygote) { $0 + 3 }
        default: return nil
        }
    }
}
