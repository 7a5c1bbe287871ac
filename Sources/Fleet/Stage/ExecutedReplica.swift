import CPosix
import History
import HistoryLog
import ReplicaProcess

/// A replica that is a program of its own: what it would inherit through a fork it is told by its arguments, which hold
/// no secret.
package struct ExecutedReplica: Equatable, Sendable {
    package let life: Life
    package let controlPath: String
    package let historyPath: String

    init(life: Life, controlPath: String, historyPath: String) {
        self.life = life
        self.controlPath = controlPath
        self.historyPath = historyPath
    }

    package var arguments: [String] {
        ["\(life.replica.number)", "\(life.incarnation.number)", controlPath, historyPath]
    }

    /// Nil for arguments that ``arguments`` did not make.
    package init?(arguments: [String]) {
        guard arguments.count == 4, let replica = UInt32(arguments[0]), let incarnation = UInt16(arguments[1]) else {
            return nil
        }
        self.init(
            life: Life(ReplicaID(replica), Incarnation(incarnation)), controlPath: arguments[2],
            historyPath: arguments[3])
    }

    package func run() throws -> Never {
        let history = try HistoryFile.join(at: historyPath)
        ReplicaMain.run(
            ReplicaSetup(
                life: life, controlPath: controlPath, history: history, wallOffset: kq_wall_offset()))
    }
}
