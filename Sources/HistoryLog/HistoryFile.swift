import History

/// The history of one run, mapped into memory: made by the coordinator before it forks, inherited by every process,
/// opened again by whoever reads it while the run goes on or afterwards.
///
/// Each process writes its own region and no other, so nothing is ever locked; a process that is killed loses nothing
/// that it had committed.
package final class HistoryFile: Sendable {
    let file: MappedFile
    let placements: [RegionPlacement]
    /// Of the header, the table and the length of the file: found when it was opened.
    let openingDamage: [Damage]

    init(file: MappedFile, placements: [RegionPlacement], openingDamage: [Damage]) {
        self.file = file
        self.placements = placements
        self.openingDamage = openingDamage
        replicas = placements.count { if case .replica = $0.owner { true } else { false } }
    }

    /// Makes the file. The disk is allocated first: that it is full, or the directory read-only, is the error.
    package static func create(at path: String, layout: HistoryLayout) throws(HistoryError) -> HistoryFile {
        let file = try MappedFile.create(at: path, size: layout.bytes)
        let placements = layout.regionPlacements
        FileHeader(layout).write(to: file.base, placements)
        return HistoryFile(file: file, placements: placements, openingDamage: [])
    }

    /// Maps an existing history for reading, also one that is being written, cut short or damaged.
    package static func open(at path: String) throws(HistoryError) -> HistoryFile {
        try read(MappedFile.open(at: path))
    }

    /// Maps a history that another process made and that this one, which it did not fork, has a region in.
    package static func join(at path: String) throws(HistoryError) -> HistoryFile {
        try read(MappedFile.open(at: path, isWritable: true))
    }

    private static func read(_ file: MappedFile) throws(HistoryError) -> HistoryFile {
        let header = try FileHeader.read(from: file)
        let placements = try header.placements(in: file)
        let truncation =
            file.size < header.fileBytes ? [Damage(.truncated(bytes: file.size, of: header.fileBytes))] : []
        return HistoryFile(file: file, placements: placements, openingDamage: truncation)
    }

    /// What is wrong with the file beyond its regions.
    package var damageOfWhole: [Damage] { openingDamage }

    package var path: String { file.path }
    package var bytes: Int { file.size }
    package var owners: [RegionOwner] { placements.map(\.owner) }
    package let replicas: Int

    /// The region of one writer; nil when the file has none, or was cut off before it.
    package func region(of owner: RegionOwner) -> Region? {
        let index = owner.region(replicas: replicas)
        guard index < placements.count else { return nil }
        return Region(file: file, placement: placements[index])
    }

    package var regions: [Region] { placements.compactMap { Region(file: file, placement: $0) } }

    /// What the replica says of itself now: a few loads, cheap enough for every replica every few milliseconds.
    package func status(of replica: ReplicaID) -> LiveStatus {
        let index = RegionOwner.replica(replica).region(replicas: replicas)
        guard index < placements.count, placements[index].cellsOffset <= file.size else { return .none }
        return ControlPage(at: file.base + placements[index].offset).status()
    }

    /// The writer of one region, for the one process that owns it; made after the fork, and once in each.
    ///
    /// - Precondition: the file was made by `create`, here or in the process that forked this one, or joined.
    package func writer(of owner: RegionOwner) -> RegionWriter {
        precondition(file.isWritable, "a history opened for reading has no writers")
        let index = owner.region(replicas: replicas)
        precondition(index < placements.count, "the history has no region of \(owner)")
        return RegionWriter(file: file, placement: placements[index])
    }
}
