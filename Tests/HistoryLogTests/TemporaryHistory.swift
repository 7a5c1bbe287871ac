import Foundation
import History
import HistoryLog

/// A history in a directory of its own, removed with its last reference.
final class TemporaryHistory {
    let directory: URL
    let file: HistoryFile

    init(_ layout: HistoryLayout = .small) throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "keyquake-\(UUID())")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        file = try HistoryFile.create(at: directory.appending(path: "history.kq").path, layout: layout)
    }

    deinit {
        try? FileManager.default.removeItem(at: directory)  // nobody to tell
    }

    var path: String { file.path }
    func reopened() throws -> HistoryFile { try HistoryFile.open(at: path) }
    func bytes() throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: path))) }

    /// The same history with other bytes, opened or refused.
    func opened(with bytes: [UInt8]) throws -> HistoryFile {
        let copy = directory.appending(path: "copy.kq")
        try Data(bytes).write(to: copy)
        return try HistoryFile.open(at: copy.path)
    }
}

extension HistoryLayout {
    static let small = HistoryLayout(
        replicas: 1, cells: 2, replicaRecords: 4, coordinatorRecords: 4, zygoteRecords: 2)
}

let first = Incarnation(1)
let second = Incarnation(2)
let replica = RegionOwner.replica(ReplicaID(1))
