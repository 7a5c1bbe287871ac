import History

/// Something that shows what stood in the slot: a sample of the reigning primary, an entry of its log, or a replica's
/// application of what it had read.
struct Evidence: Equatable {
    var at: Time
    var version: VersionStamp
    var fingerprint: FingerprintBits

    /// All of a run, in the order of their times.
    static func all(_ model: RunModel, _ replicas: [ReplicaFacts]) -> [Evidence] {
        var all = model.primarySamples.filter { $0.content == .good }.map {
            Evidence(at: $0.returned, version: $0.version, fingerprint: $0.fingerprint)
        }
        all += model.log.filter { model.reigns.covers($0.node, $0.read, $0.read) }.map {
            Evidence(at: $0.read, version: $0.version, fingerprint: $0.fingerprint)
        }
        for life in replicas.lazy.flatMap(\.lives) {
            for application in life.applications where application.path.showsSlot {
                all.append(
                    Evidence(
                        at: application.at, version: application.version, fingerprint: application.fingerprint))
            }
        }
        return all.sorted { $0.at < $1.at }
    }
}

extension ApplyPath {
    /// Whoever applied it had read it in the slot, and knows its version.
    var showsSlot: Bool { self != .configuration && self != .outside }
}
