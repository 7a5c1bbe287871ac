import Credentials

/// A read of the index under way.
struct IndexRead: Equatable, Sendable {
    /// What was adopted meanwhile: of these the answer may be from before.
    var overtaken: Set<EnvironmentID> = []
    /// Something happened that this answer may not show: read once more when it has come.
    var mustRepeat = false
    /// The link was lost meanwhile: the answer is about a server that may be another now.
    var isVoid = false
}

/// A read of one document under way.
struct DocumentRead: Equatable, Sendable {
    let heldAtStart: Version?
    var mustRepeat = false
    var isVoid = false
}

/// Troubles that have been told already: what stays bad is counted once.
struct KnownTroubles: Equatable, Sendable {
    var malformedEntries: Set<EnvironmentID> = []
    var malformedDocuments: [EnvironmentID: MalformedDocument] = [:]
    var lost: Set<EnvironmentID> = []
}

extension EnvironmentKeeper {
    /// Reads now, or once more after the read that is under way: two at a time could answer in the wrong order.
    mutating func requestIndex(at now: Moment) {
        guard documents.isLinkUp, !isClosed else { return }
        guard indexRead == nil else {
            indexRead?.mustRepeat = true
            return
        }
        indexRead = IndexRead()
        schedulePoll(after: settings.poll, at: now)
        effects.append(.readIndex)
    }

    private mutating func schedulePoll(after interval: UInt64, at now: Moment) {
        let spread = interval / 10
        nextPoll = now.steady.advanced(
            byNanoseconds: UInt64.random(in: interval - spread...interval + spread, using: &jitter))
    }

    mutating func indexEnded(_ result: Result<EnvironmentIndex, SlotReadFailure>, at now: Moment) {
        guard let ended = indexRead else { return }
        indexRead = nil
        switch result {
        case .success where ended.isVoid: break
        case .success(let index):
            noteAnswer(at: now)
            documents.hasIndex = true
            take(index, ended, at: now)
        case .failure: failed(at: now)
        }
        if ended.mustRepeat, indexRead == nil { requestIndex(at: now) }
        judgeReadiness()
    }

    private mutating func noteAnswer(at now: Moment) {
        documents.lastGoodRead = now.steady
        if let lastGood = outage.answered(at: now.steady) { note(.recovered(lastGood: lastGood)) }
    }

    private mutating func failed(at now: Moment) {
        documents.failedReads += 1
        outage.troubled()
        schedulePoll(after: min(settings.retry, settings.poll), at: now)
        becomeReady()
    }

    private mutating func take(_ index: EnvironmentIndex, _ ended: IndexRead, at now: Moment) {
        var isOvertaken = false
        for (id, version) in index.versions.sorted(by: { $0.key < $1.key }) {
            known.malformedEntries.remove(id)
            let own = held[id]?.version
            if own == version {
                found(id)
            } else if let own, version < own {
                if ended.overtaken.contains(id) { isOvertaken = true } else { lost(id, at: now) }
            } else {
                unread.insert(id)
                requestDocument(id)
            }
        }
        for id in held.keys.sorted() where index.versions[id] == nil && !index.malformed.contains(id) {
            // Missing without a tombstone is absent, not deleted: what is held stays in force.
            if ended.overtaken.contains(id) { isOvertaken = true } else { lost(id, at: now) }
        }
        for id in index.malformed.sorted() { entryIsMalformed(id) }
        if isOvertaken { requestIndex(at: now) }
    }

    /// The store has what is held.
    mutating func found(_ id: EnvironmentID) {
        owed[id] = nil
        known.lost.remove(id)
        unread.remove(id)
    }

    private mutating func entryIsMalformed(_ id: EnvironmentID) {
        owed[id] = nil  // what is damaged is not overwritten by a replica
        guard known.malformedEntries.insert(id).inserted else { return }
        documents.malformed += 1
        note(.malformed(id, nil))
    }

    private mutating func requestDocument(_ id: EnvironmentID) {
        guard documents.isLinkUp else { return }
        guard documentReads[id] == nil else {
            documentReads[id]?.mustRepeat = true
            return
        }
        documentReads[id] = DocumentRead(heldAtStart: held[id]?.version)
        effects.append(.readDocument(id))
    }

    mutating func documentEnded(
        _ id: EnvironmentID, _ result: Result<EnvironmentReading, SlotReadFailure>, at now: Moment
    ) {
        guard let ended = documentReads.removeValue(forKey: id) else { return }
        switch result {
        case .success where ended.isVoid: break
        case .success(let reading):
            unread.remove(id)
            take(reading, of: id, isOvertaken: ended.heldAtStart != held[id]?.version, at: now)
        case .failure: failed(at: now)
        }
        if ended.mustRepeat { requestDocument(id) }
        judgeReadiness()
    }

    private mutating func take(_ reading: EnvironmentReading, of id: EnvironmentID, isOvertaken: Bool, at now: Moment) {
        switch reading {
        case .record(let record):
            known.malformedDocuments[id] = nil
            guard !take(record, by: documents.isReady ? .poll : .start, at: now), let own = held[id]?.version,
                record.version < own
            else { return }
            if isOvertaken { requestIndex(at: now) } else { lost(id, at: now) }
        case .absent: documentIsMalformed(id, MalformedDocument(place: "", reason: .missing))
        case .malformed(let flaw): documentIsMalformed(id, flaw)
        }
    }

    /// It changes nothing, and is counted.
    private mutating func documentIsMalformed(_ id: EnvironmentID, _ flaw: MalformedDocument) {
        guard known.malformedDocuments.updateValue(flaw, forKey: id) != flaw else { return }
        documents.malformed += 1
        note(.malformed(id, flaw))
    }

    /// All that the index named has been read, well or not.
    private mutating func judgeReadiness() {
        guard indexRead == nil, documentReads.isEmpty, documents.hasIndex else { return }
        if unread.isEmpty { swap { $0.isComplete = true } }
        becomeReady()
    }

    mutating func pushed(_ message: EnvironmentMessage?, at now: Moment) {
        guard let message else {
            documents.malformed += 1
            note(.malformed(nil, nil))
            return requestIndex(at: now)
        }
        let id = message.record.id
        let own = held[id]?.version
        if take(message.record, by: .push, at: now) {
            if message.previous != own { gap(id, own, message.previous, at: now) }
        } else if let own, message.record.version < own {
            requestIndex(at: now)  // late, or the store has lost what is held here: the index tells
        }
    }

    /// The whole record is in the message, so of this environment nothing is lost; of others there may be.
    private mutating func gap(_ id: EnvironmentID, _ own: Version?, _ announced: Version?, at now: Moment) {
        documents.gaps += 1
        note(.gap(id, held: own, announced: announced))
        requestIndex(at: now)
    }

    /// Adopts a record if it is higher than what is held; true then.
    @discardableResult
    mutating func take(_ record: EnvironmentRecord, by path: EnvironmentNote.Path, at now: Moment) -> Bool {
        if let own = held[record.id]?.version {
            if own != record.version, own.epoch == record.version.epoch { conflict(record, own) }
            guard own < record.version else { return false }
        }
        held[record.id] = record
        found(record.id)
        indexRead?.overtaken.insert(record.id)
        note(
            .applied(record.id, version: record.version, isTombstone: record.content == .tombstone, path: path))
        switch record.content {
        case .document(let document): apply(document, version: record.version, at: now)
        case .tombstone: remove(.published(record.id))
        }
        return true
    }

    private mutating func conflict(_ record: EnvironmentRecord, _ own: Version) {
        documents.conflicts += 1
        note(.conflict(record.id, held: own, other: record.version))
    }
}
