import CPosix
import History
import HistoryLog

/// The coordinator's own region of the history.
final class Recorder {
    private var writer: RegionWriter

    init(writer: RegionWriter) { self.writer = writer }

    /// Writes an event that happens now.
    func record(_ event: Event) { record(event, at: kq_now()) }

    func record(_ event: Event, at time: UInt64) { writer.append(event, at: time) }
}
