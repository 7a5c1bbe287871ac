import History

/// A document that took effect for all anybody knows: acknowledged, or shown by the first replica that applied it.
struct Publication: Equatable {
    /// Its index in the model.
    var operation: Int
    var environment: CredentialID
    var version: VersionStamp
    var document: StatedDocument
    var invoked: Time
    /// From here on it counts as acknowledged; never while nobody knows.
    var known: Time

    /// In the order of the operations.
    static func all(
        _ model: RunModel, _ sights: DocumentSights, _ matches: UnknownVersions
    ) -> [Publication] {
        var matches = matches
        return model.documentOperations.enumerated().compactMap { index, operation in
            guard let (version, known) = effect(operation, sights, &matches) else { return nil }
            return Publication(
                operation: index, environment: operation.environment, version: version,
                document: StatedDocument(operation, model), invoked: operation.invoked, known: known)
        }
    }

    private static func effect(
        _ operation: DocumentOperation, _ sights: DocumentSights, _ matches: inout UnknownVersions
    ) -> (VersionStamp, known: Time)? {
        switch operation.outcome {
        case .ok, .lost: return operation.returned.map { (operation.version, $0) }
        case .unconfirmed where operation.version != .zero:
            return (operation.version, sights.first(operation.environment, operation.version) ?? .never)
        case .unconfirmed, .unknown:
            return matches.version(of: operation).map { ($0, sights.first(operation.environment, $0) ?? .never) }
        case .failed, .superseded: return nil
        }
    }
}

/// When each version was first applied anywhere.
struct DocumentSights {
    private struct Key: Hashable {
        var environment: CredentialID
        var version: VersionStamp
    }

    private var firsts: [Key: (at: Time, isTombstone: Bool)] = [:]

    init(_ replicas: [ReplicaFacts]) {
        for application in replicas.lazy.flatMap(\.lives).flatMap(\.environments.applications) {
            let key = Key(environment: application.environment, version: application.version)
            if let first = firsts[key], first.at <= application.at { continue }
            firsts[key] = (application.at, application.isTombstone)
        }
    }

    func first(_ environment: CredentialID, _ version: VersionStamp) -> Time? {
        firsts[Key(environment: environment, version: version)]?.at
    }

    /// Of one environment, those that no operation is known to have made; in the order of versions.
    fileprivate func strange(_ known: [DocumentOperation]) -> [(CredentialID, VersionStamp, Bool)] {
        let own = Set(known.map { Key(environment: $0.environment, version: $0.version) })
        return firsts.filter { !own.contains($0.key) }
            .map { ($0.key.environment, $0.key.version, $0.value.isTombstone) }.sorted { $0.1 < $1.1 }
    }
}

/// Which version an operation made whose answer nobody has: one that a replica applied, that no other operation made, and
/// that none but this one can have made.
///
/// A number is the server's time, so only what was asked for by then can have made it. Where that leaves several, nobody
/// knows which: what a life holds by such a document is not judged.
struct UnknownVersions {
    private var found: [UInt32: VersionStamp] = [:]
    private var ambiguous: [CredentialID: Set<VersionStamp>] = [:]
    /// By environment that has an ambiguous version: what may have made it.
    private(set) var candidates: [CredentialID: [DocumentOperation]] = [:]

    init(_ model: RunModel, _ sights: DocumentSights) {
        let open = model.documentOperations.filter {
            $0.version == .zero && ($0.outcome == .unknown || $0.outcome == .unconfirmed)
        }
        guard !open.isEmpty else { return }
        for (environment, version, isTombstone) in sights.strange(model.documentOperations) {
            let candidates = open.filter {
                $0.environment == environment && $0.isDeletion == isTombstone && found[$0.number] == nil
                    && model.wallMilliseconds(at: $0.invoked) <= Int64(clamping: version.epoch)
            }
            if candidates.count == 1 {
                found[candidates[0].number] = version
            } else if !candidates.isEmpty {
                ambiguous[environment, default: []].insert(version)
            }
        }
        for operation in open where ambiguous[operation.environment] != nil {
            candidates[operation.environment, default: []].append(operation)
        }
    }

    mutating func version(of operation: DocumentOperation) -> VersionStamp? {
        found.removeValue(forKey: operation.number)
    }

    /// One of several made it.
    func isAmbiguous(_ environment: CredentialID, _ version: VersionStamp) -> Bool {
        ambiguous[environment]?.contains(version) ?? false
    }
}
