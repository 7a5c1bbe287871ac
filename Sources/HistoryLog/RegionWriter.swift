import CPosix
import History

/// Appends to one region. One process has one, made after its fork; it belongs to one thread.
///
/// An append copies 64 bytes into mapped memory and commits them with one release store of the count: no allocation,
/// no system call, no lock, nothing that could block. A writer that is killed between the two leaves a record that does
/// not count; the next incarnation writes over it. A full region counts what it loses and never overwrites.
package final class RegionWriter {
    let cells: SealedWords
    let cellCount: Int
    private let file: MappedFile
    private let control: ControlPage
    private let records: UnsafeMutablePointer<Record>
    private let capacity: Int
    private var count: Int
    private var lost: Int

    init(file: MappedFile, placement: RegionPlacement) {
        self.file = file
        control = ControlPage(at: file.base + placement.offset)
        cells = SealedWords(at: file.base + placement.cellsOffset)
        cellCount = placement.cells
        records = (file.base + placement.recordsOffset).assumingMemoryBound(to: Record.self)
        capacity = placement.capacity
        count = min(control.committed ?? 0, placement.capacity)
        lost = control.lost
    }

    /// Events that did not fit.
    package var lostCount: Int { lost }
    package var recordCount: Int { count }

    /// - Parameter time: `CLOCK_MONOTONIC`, nanoseconds, of the event.
    package func append(_ event: Event, at time: UInt64, incarnation: Incarnation = Incarnation(0)) {
        append(Record(event, at: time, incarnation: incarnation))
    }

    /// Gives the record its sequence and checksum.
    package func append(_ record: Record) {
        guard count < capacity else { return lose() }
        let place = records + count
        var record = record
        record.sequence = UInt32(truncatingIfNeeded: count)
        record.checksum = withUnsafeBytes(of: record) { kq_record_checksum($0.baseAddress) }
        place.pointee = record
        count += 1
        control.commit(count)
    }

    /// Replaces the live status of this writer's process.
    package func publish(_ status: LiveStatus) { control.publish(status) }

    func lose() {
        lost += 1
        control.setLost(lost)
    }
}
