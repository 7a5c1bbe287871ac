import History

/// Where everything lies in `history.kq`: a page of header, the table of regions, then the regions.
///
/// A region is a page of control words, its cells, its records, rounded up to pages; all regions of one kind of writer
/// are alike.
package struct HistoryLayout: Equatable, Sendable {
    /// Regions of replicas; replica n needs n <= this.
    package var replicas: Int
    /// Whether each replica has a region more, of the helper that asks it over HTTP.
    package var hasProbers = false
    /// Cells of each replica: one per credential number.
    package var cells: Int
    package var replicaRecords: Int
    package var coordinatorRecords: Int
    package var zygoteRecords: Int

    package init(replicas: Int, cells: Int, replicaRecords: Int, coordinatorRecords: Int, zygoteRecords: Int) {
        self.replicas = replicas
        self.cells = cells
        self.replicaRecords = replicaRecords
        self.coordinatorRecords = coordinatorRecords
        self.zygoteRecords = zygoteRecords
    }

    package var regions: Int { replicas * (hasProbers ? 2 : 1) + 2 }

    /// Size of the whole file.
    package var bytes: Int { regionPlacements.last.map { $0.offset + $0.bytes } ?? Page.size }

    var tableBytes: Int { Page.roundedUp(regions * RegionPlacement.tableEntrySize) }

    var regionPlacements: [RegionPlacement] {
        var offset = Page.size + tableBytes
        return (0..<regions).map { index in
            let placement = RegionPlacement(
                owner: RegionOwner(region: index, replicas: replicas), offset: offset, cells: index < 2 ? 0 : cells,
                capacity: capacity(ofRegion: index))
            offset += placement.bytes
            return placement
        }
    }

    private func capacity(ofRegion index: Int) -> Int {
        switch index {
        case 0: coordinatorRecords
        case 1: zygoteRecords
        default: replicaRecords
        }
    }
}

/// One region's place in the file.
struct RegionPlacement: Equatable, Sendable {
    var owner: RegionOwner
    var offset: Int
    var cells: Int
    /// In records.
    var capacity: Int

    static let tableEntrySize = 32

    var cellsOffset: Int { offset + Page.size }
    var recordsOffset: Int { cellsOffset + cells * ProbeCell.size }
    var usedBytes: Int { Page.size + cells * ProbeCell.size + capacity * Record.size }
    var bytes: Int { Page.roundedUp(usedBytes) }
}

enum Page {
    static let size = 4096
    static func roundedUp(_ bytes: Int) -> Int { (bytes + size - 1) / size * size }
}
