import Credentials

extension ManagedKeyCache {
    /// Takes one record over, whichever way it came.
    @discardableResult
    mutating func merge(_ record: ManagedKeyRecord, by path: ManagedKeyNote.Path, at now: Moment) -> ManagedKeyMerge {
        noteArrival(of: record, by: path)
        let result = snapshot.table.merge(record, mark: walk?.mark ?? 0)
        highest = max(highest, record.revision)
        protect()
        if !record.isEnabled { owed.heard(record.id, deadAt: record.revision) }
        switch result {
        case .died:
            reading?.died.insert(record.id)
            changed(record, by: path)
        case .added, .updated: changed(record, by: path)
        case .known: break
        case .revives(let isNewer): revived(record, isNewer: isNewer, by: path, at: now)
        case .conflicting, .full:
            status.refusedRecords += 1
            effects.append(.note(.skipped(skippedCount)))
        }
        return result
    }

    /// There is a record, or was one: whether it can be read does not matter (37).
    mutating func protect() {
        guard snapshot.protection != .enabled else { return }
        snapshot.protection = .enabled
        swap()
    }

    /// What a read shows is in the store, if not as it is known here; an own write that was not known yet is not confirmed.
    /// A message is judged by its place.
    private mutating func noteArrival(of record: ManagedKeyRecord, by path: ManagedKeyNote.Path) {
        switch path {
        case .load, .poll: unconfirmed.confirm(record.id)
        case .local, .writeBack:
            if let held = snapshot.table.entry(record.id), held.revision >= record.revision { return }
            unconfirmed.add(record.id, sequence: sequences)
        case .push: break
        }
    }

    /// What should have been met in the reads that have just ended is not in the store: a living key is lost, the
    /// deactivation of a dead one is put back.
    mutating func dropMissing(at now: Moment) {
        var lost = 0
        for id in unconfirmed.takeMissing(after: sequences) {
            guard let entry = snapshot.table.entry(id) else { continue }
            if entry.isDead {
                owe(id, at: now)
            } else if snapshot.table.lose(id) {
                lost += 1
            }
        }
        if lost > 0 { noteLost(lost) }
    }

    private mutating func changed(_ record: ManagedKeyRecord, by path: ManagedKeyNote.Path) {
        swap()
        guard path != .load else { return }
        effects.append(
            .note(.changed(record.id, isEnabled: record.isEnabled, revision: record.revision, path: path)))
    }

    /// The store, or a message, says that a key lives which was seen deactivated. If that was written after the
    /// deactivation, the key was made again, and no read from a later revision on would meet it. Else a message is late;
    /// what was read of the store is a loss, unless the answer was overtaken.
    private mutating func revived(
        _ record: ManagedKeyRecord, isNewer: Bool, by path: ManagedKeyNote.Path, at now: Moment
    ) {
        let isRead = path == .load || path == .poll
        if isRead, !isNewer, overtaken.contains(record.id) {
            lookAgain(for: record.id)
        } else if isRead || isNewer {
            owe(record.id, at: now)
        }
    }

    /// It died while this answer was on its way. That the store knows of it, the messages before it have shown, or the
    /// next read has to.
    private mutating func lookAgain(for id: ManagedKeyID) {
        guard let entry = snapshot.table.entry(id), entry.revision > status.revision else { return }
        unconfirmed.add(id, sequence: sequences)
        mustLookAgain = true
    }

    private mutating func owe(_ id: ManagedKeyID, at now: Moment) {
        guard let entry = snapshot.table.entry(id) else { return }
        let delay = UInt64.random(in: 0...AdminKeyWatcher.longestJitter, using: &jitter)
        owed.add(id, held: entry.revision, due: now.steady.advanced(byNanoseconds: delay))
    }

    mutating func pushed(_ message: ManagedKeyMessage?, at now: Moment) {
        guard let message else {
            status.unreadableMessages += 1
            effects.append(.note(.skipped(skippedCount)))
            return requestRead(at: now)
        }
        protect()
        let follows = walk == nil && hasLoaded && message.previous == status.revision
        let isChange = message.record.map { merge($0, by: .push, at: now).isChange } ?? false
        if let record = message.record, follows, message.revision > status.revision {
            advance(to: message.revision, of: record.id)
            return unconfirmed.confirm(record.id)
        }
        if let record = message.record, isChange {
            unconfirmed.add(record.id, sequence: sequences)
        }
        // A walk finds its own way; before the first one nothing is known that a message could follow on.
        guard walk == nil, hasLoaded else { return }
        if message.revision <= status.revision {
            // Late, and known; if not, somebody writes below what was read here.
            if isChange { requestRead(at: now) }
        } else if follows {
            requestRead(at: now)
        } else {
            noteGap(before: message, at: now)
        }
    }

    /// Either messages were missed, or the store has lost what was read here: a read tells.
    private mutating func noteGap(before message: ManagedKeyMessage, at now: Moment) {
        status.gaps += 1
        effects.append(.note(.gap(own: status.revision, announced: message.previous)))
        requestRead(at: now)
    }

    /// Read your own write: it holds here before the caller hears of it.
    mutating func acknowledged(_ record: ManagedKeyRecord, at now: Moment) { merge(record, by: .local, at: now) }

    /// Each bad row is counted once; its key, if it is known, is not lost.
    mutating func noteSkipped(_ rows: [ManagedKeyPage.Skipped]) {
        let before = skippedCount
        for row in rows {
            if let id = row.id { noteStanding(id) }
            if knownFlaws.contains(row) { continue }
            if knownFlaws.count < Self.mostKnownFlaws { knownFlaws.insert(row) }
            status.skippedRows[row.flaw, default: 0] += 1
        }
        if skippedCount != before { effects.append(.note(.skipped(skippedCount))) }
    }

    private mutating func noteStanding(_ id: ManagedKeyID) {
        unconfirmed.confirm(id)
        if let walk { snapshot.table.mark(id, walk.mark) }
    }

    private static let mostKnownFlaws = 1000

    private var skippedCount: Int {
        status.skippedRows.values.reduce(status.unreadableMessages + status.refusedRecords, +)
    }

    mutating func lose(butMarked mark: UInt32) {
        let lost = snapshot.table.loseAll(butMarked: mark)
        if lost > 0 { noteLost(lost) }
    }

    private mutating func noteLost(_ count: Int) {
        status.lostCreates += count
        swap()
        effects.append(.note(.lostCreates(count)))
    }

    // MARK: putting back what the store has lost

    mutating func writeBack(at now: Moment) {
        guard settings.repair == .replicas, status.isLinkUp, let id = owed.begin(at: now.steady) else { return }
        effects.append(.deactivate(id, first: snapshot.table.entry(id)?.time, floor: highest))
    }

    mutating func writeEnded(_ result: Result<ManagedKeyRecord?, SlotReadFailure>, at now: Moment) {
        guard let id = owed.inFlight else { return }
        switch result {
        case .success(let record):
            owed.end(next: now.steady)
            if let record { wroteBack(record, at: now) } else if snapshot.table.lose(id) { noteLost(1) }
        case .failure(let failure):
            let pause = failure == .refused ? settings.poll : settings.retry
            let held = snapshot.table.entry(id)?.revision ?? .zero
            owed.postpone(held: held, until: now.steady.advanced(byNanoseconds: pause))
        }
    }

    private mutating func wroteBack(_ record: ManagedKeyRecord, at now: Moment) {
        status.writtenBack += 1
        merge(record, by: .writeBack, at: now)
        effects.append(.note(.wroteBack(record.id, revision: record.revision)))
    }
}
