import CPosix
import History

/// The first page of the file and, after it, the table of regions: 32 bytes for each, all under checksums.
struct FileHeader: Equatable {
    var regions: Int
    var hasProbers: Bool
    var tableOffset: Int
    var fileBytes: Int

    init(_ layout: HistoryLayout) {
        regions = layout.regions
        hasProbers = layout.hasProbers
        tableOffset = Page.size
        fileBytes = layout.bytes
    }

    private init(regions: Int, hasProbers: Bool, tableOffset: Int, fileBytes: Int) {
        self.regions = regions
        self.hasProbers = hasProbers
        self.tableOffset = tableOffset
        self.fileBytes = fileBytes
    }

    /// "KEYQUAKE" in memory.
    private static let magic: UInt64 = 0x454B_4155_5159_454B
    private static let formatVersion: UInt64 = 1
    private static let checkedBytes = 48
    /// In the word that counts regions: half of those behind the first two are probers'.
    private static let probers: UInt64 = 1 << 63

    func write(to base: UnsafeMutableRawPointer, _ placements: [RegionPlacement]) {
        let words = base.assumingMemoryBound(to: UInt64.self)
        words[1] = Self.formatVersion
        words[2] = UInt64(Record.size)
        words[3] = UInt64(regions) | (hasProbers ? Self.probers : 0)
        words[4] = UInt64(tableOffset)
        words[5] = UInt64(fileBytes)
        words[0] = Self.magic
        words[6] = UInt64(kq_crc32c(base, Self.checkedBytes))
        for (index, placement) in placements.enumerated() {
            Self.write(placement, to: base + tableOffset + index * RegionPlacement.tableEntrySize)
        }
    }

    private static func write(_ placement: RegionPlacement, to entry: UnsafeMutableRawPointer) {
        let words = entry.assumingMemoryBound(to: UInt64.self)
        words[0] = UInt64(placement.offset)
        words[1] = UInt64(placement.cells)
        words[2] = UInt64(placement.capacity)
        words[3] = UInt64(kq_crc32c(entry, 24))
    }

    static func read(from file: MappedFile) throws(HistoryError) -> FileHeader {
        guard file.size >= Page.size else {
            throw HistoryError(.notAHistory, path: file.path, "shorter than its header (\(file.size) bytes)")
        }
        let words = file.base.assumingMemoryBound(to: UInt64.self)
        guard words[0] == magic else { throw HistoryError(.notAHistory, path: file.path, "not a Keyquake history") }
        guard words[6] == UInt64(kq_crc32c(file.base, checkedBytes)), isZero(words + 7, count: Page.size / 8 - 7) else {
            throw HistoryError(.damaged, path: file.path, "the file header is damaged")
        }
        guard words[1] == formatVersion, words[2] == UInt64(Record.size) else {
            throw HistoryError(.notAHistory, path: file.path, "format version \(words[1]), expected \(formatVersion)")
        }
        return FileHeader(
            regions: Int(words[3] & ~probers), hasProbers: words[3] & probers != 0, tableOffset: Int(words[4]),
            fileBytes: Int(words[5]))
    }

    private var replicas: Int { max(0, regions - 2) / (hasProbers ? 2 : 1) }

    func placements(in file: MappedFile) throws(HistoryError) -> [RegionPlacement] {
        let tableEnd = tableOffset + Page.roundedUp(regions * RegionPlacement.tableEntrySize)
        guard tableEnd <= file.size else {
            throw HistoryError(.damaged, path: file.path, "cut off inside the table of regions (\(file.size) bytes)")
        }
        var placements: [RegionPlacement] = []
        for index in 0..<regions {
            let entry = file.base + tableOffset + index * RegionPlacement.tableEntrySize
            let words = entry.assumingMemoryBound(to: UInt64.self)
            guard words[3] == UInt64(kq_crc32c(entry, 24)) else {
                throw HistoryError(
                    .damaged, path: file.path,
                    "the table of regions is damaged at \(RegionOwner(region: index, replicas: replicas))")
            }
            placements.append(
                RegionPlacement(
                    owner: RegionOwner(region: index, replicas: replicas), offset: Int(words[0]), cells: Int(words[1]),
                    capacity: Int(words[2])))
        }
        let used = regions * RegionPlacement.tableEntrySize
        let rest = (file.base + tableOffset + used).assumingMemoryBound(to: UInt64.self)
        guard isZero(rest, count: (tableEnd - tableOffset - used) / 8) else {
            throw HistoryError(.damaged, path: file.path, "the table of regions is damaged behind its end")
        }
        return placements
    }
}

func isZero(_ words: UnsafePointer<UInt64>, count: Int) -> Bool {
    var seen: UInt64 = 0
    for index in 0..<count { seen |= words[index] }
    return seen == 0
}
