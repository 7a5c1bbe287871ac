import History
import HistoryLog

extension Scene {
    /// A helper that asks one replica over HTTP, beside what it asks itself.
    struct OutsideAsker {
        var replica: UInt32
        var credential: CredentialID
        /// In the order of time; each is one run.
        var runs: [(verdict: ProbeRun.Verdict, calls: [Double])]
        /// Each question, milliseconds.
        var took: Double
    }

    func writeFromOutside(to file: HistoryFile) {
        for asker in fromOutside {
            let writer = file.writer(of: .prober(ReplicaID(asker.replica)))
            let cells = ProbeCells(writer: writer, incarnation: Incarnation(1))
            for (verdict, calls) in asker.runs {
                for call in calls {
                    cells.update(
                        asker.credential, verdict, call: Clock.monotonic(call),
                        return: Clock.monotonic(call + asker.took))
                }
                cells.closeAll()
            }
        }
    }
}
