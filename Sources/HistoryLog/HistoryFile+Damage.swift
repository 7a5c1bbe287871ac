import CPosix
import History

extension HistoryFile {
    /// Everything wrong with the file: at most `limit` findings per region. Sound while it is being written, too: a
    /// writer makes each record whole before it commits it, and keeps each control word valid at every store.
    package func damage(limitPerRegion limit: Int = 16) -> [Damage] {
        var found = openingDamage
        for placement in placements {
            guard let region = Region(file: file, placement: placement) else { continue }
            found += region.damage(limit: limit)
        }
        return found
    }
}

extension Region {
    package func damage(limit: Int = 16) -> [Damage] { inspect(limit: limit).damage }

    /// Reads the whole region once: what is wrong with it, and the ranges of records that can be believed.
    package func inspect(limit: Int = 16) -> RegionInspection {
        let records = damagedRecords(limit: RegionInspection.mostDamagedRecords)
        var found = damagedWords() + records
        if found.isEmpty { found += unwrittenBytes() }
        return RegionInspection(damage: Array(found.prefix(limit)), soundRanges: soundRanges(without: records))
    }

    /// Places of committed records that must not be believed, in ascending order.
    package func damagedRecords(limit: Int = .max) -> [Damage] {
        var found: [Damage] = []
        let records = records
        var next = 0
        while found.count < limit, next < records.count {
            let rest = UnsafeBufferPointer(rebasing: records[next...])
            next += kq_first_damaged_record(rest.baseAddress, rest.count, UInt32(truncatingIfNeeded: next))
            guard next < records.count else { break }
            found.append(damage(ofRecord: next))
            next += 1
        }
        return found
    }

    /// Behind too many damaged records nothing is believed.
    private func soundRanges(without damaged: [Damage]) -> [Range<Int>] {
        var ranges: [Range<Int>] = []
        var start = 0
        for index in damaged.compactMap(\.index) {
            ranges.append(start..<index)
            start = index + 1
        }
        if damaged.count < RegionInspection.mostDamagedRecords { ranges.append(start..<max(start, records.count)) }
        return ranges.filter { !$0.isEmpty }
    }

    private func damage(ofRecord index: Int) -> Damage {
        let record = records[index]
        let checksum = withUnsafeBytes(of: record) { kq_record_checksum($0.baseAddress) }
        let what: Damage.What = record.checksum == checksum ? .sequence(found: record.sequence) : .checksum
        return Damage(what, in: owner, at: index)
    }

    private func damagedWords() -> [Damage] {
        var found: [Damage] = []
        let words = SealedWords(at: file.base + placement.offset)
        for index in 0..<ControlPage.wordCount {
            let word = words.load(index)
            let isSound = index < ControlPage.usedWords ? word.isValid : word.bits == 0
            if !isSound { found.append(Damage(.controlWord, in: owner, at: index)) }
        }
        if let committed = control.committed, committed > readable {
            found.append(Damage(.count(committed: committed, readable: readable), in: owner))
        }
        for index in 0..<readableCells where !ProbeCell(cells, index: index).isSound {
            found.append(Damage(.cell, in: owner, at: index))
        }
        return found
    }

    /// Behind the last record everything is zero, but for one record that a killed writer did not commit: that is
    /// whole, or cut off by the kill; a single set bit is neither.
    private func unwrittenBytes() -> [Damage] {
        let remnant = placement.recordsOffset + records.count * Record.size
        let start = placement.recordsOffset + min(records.count + 1, readable) * Record.size
        let end = min(file.size, placement.offset + placement.bytes)
        let found = isFlippedBit(remnant, before: start) ? remnant : firstNonZero(from: start, before: end)
        guard let found, control.committed == records.count else { return [] }  // else it is being written
        return [Damage(.unwritten, in: owner, at: (found - placement.recordsOffset) / Record.size)]
    }

    private func isFlippedBit(_ offset: Int, before end: Int) -> Bool {
        guard offset < end else { return false }
        let words = UnsafeBufferPointer(
            start: (file.base + offset).assumingMemoryBound(to: UInt64.self), count: Record.size / 8)
        return words.reduce(0) { $0 + $1.nonzeroBitCount } == 1
    }

    private func firstNonZero(from start: Int, before end: Int) -> Int? {
        var at = start
        while at < end {
            at = file.nextData(from: at, before: end)
            let length = min(Page.size - at % Page.size, end - at)
            if let byte = firstNonZero(at, length) { return byte }
            at += length
        }
        return nil
    }

    private func firstNonZero(_ offset: Int, _ length: Int) -> Int? {
        let bytes = UnsafeRawBufferPointer(start: file.base + offset, count: length)
        if length % 8 == 0, offset % 8 == 0,
            isZero((file.base + offset).assumingMemoryBound(to: UInt64.self), count: length / 8)
        {
            return nil
        }
        return bytes.firstIndex { $0 != 0 }.map { offset + $0 }
    }
}

extension ProbeCell {
    /// All words sealed, and the spare one zero.
    var isSound: Bool { isValid && spare == 0 }
}

package struct RegionInspection: Sendable {
    package let damage: [Damage]
    package let soundRanges: [Range<Int>]
    static let mostDamagedRecords = 1_000
}
