import Credentials

extension ManagedKeyCache {
    /// Reads now, or once more after the read that is under way: two at a time could answer in the wrong order.
    mutating func requestRead(at now: Moment) {
        guard status.isLinkUp else { return }
        guard reading == nil else {
            reading?.mustRepeat = true
            return
        }
        if walk == nil, !hasLoaded { beginWalk() }
        if !isPaging { sequences += 1 }
        let query =
            walk.map { ManagedKeyQuery(after: $0.next, limit: settings.page) }
            ?? ManagedKeyQuery(after: status.revision, witness: witness, limit: settings.page)
        reading = ReadInProgress(query: query)
        schedulePoll(after: settings.poll, at: now)
        effects.append(.read(query))
    }

    /// Within a tenth of the interval.
    private mutating func schedulePoll(after interval: UInt64, at now: Moment) {
        let spread = interval / 10
        nextPoll = now.steady.advanced(
            byNanoseconds: UInt64.random(in: interval - spread...interval + spread, using: &jitter))
    }

    mutating func readEnded(_ result: Result<ManagedKeyPage, SlotReadFailure>, at now: Moment) {
        guard let ended = reading else { return }
        reading = nil
        overtaken = ended.died
        mustLookAgain = ended.mustRepeat
        defer { overtaken = [] }
        switch result {
        case .success where ended.isVoid: break
        case .success(let page):
            noteGoodRead(at: now)
            take(page, of: ended.query, at: now)
        case .failure(let failure):
            outage.troubled()
            status.store = .unreadable(failure)
            schedulePoll(after: min(settings.retry, settings.poll), at: now)
            becomeReady()
        }
        if mustLookAgain, reading == nil { requestRead(at: now) }
    }

    private mutating func noteGoodRead(at now: Moment) {
        if let lastGood = outage.answered(at: now.steady) {
            effects.append(.note(.recovered(lastGood: lastGood)))
        }
        let isFirst = status.lastGoodRead == nil
        status.lastGoodRead = now.steady
        status.store = .good
        if isFirst, !status.isReady { readyBy = now.steady.advanced(byNanoseconds: settings.loadDeadline) }
        guard settings.onStale != .keep else { return }
        snapshot.staleAt = staleAt
        swap()
    }

    private mutating func take(_ page: ManagedKeyPage, of query: ManagedKeyQuery, at now: Moment) {
        if page.total > 0 || page.revision > .zero { protect() }
        if walk == nil, isDiverged(page, from: query) { return readAnew(page, instead: query, at: now) }
        if walk != nil { snapshot.table.reserve(page.total) }
        for record in page.rows { merge(record, by: walk == nil ? .poll : .load, at: now) }
        noteSkipped(page.skipped)
        let isPoisoned = page.last.isTooFarAhead(of: now.wall)
        // A page that covers nothing has nothing after it, whatever it says; and after a poisoned revision there are
        // only more of them, which a walk has to meet and a poll has not.
        guard page.hasMore, page.last > query.after, walk != nil || !isPoisoned else {
            return readToTheEnd(page, last: isPoisoned ? .zero : page.last, at: now)
        }
        if walk == nil { advance(to: page.last, of: page.lastID) }
        walk?.next = page.last
        walk?.nextID = page.lastID
        isPaging = true
        requestRead(at: now)
    }

    /// Lost writes: the store's revision is lower than the one that was asked from, or the change that was applied here
    /// last is not in its history. The second shows a loss that somebody has written over since.
    private func isDiverged(_ page: ManagedKeyPage, from query: ManagedKeyQuery) -> Bool {
        if !page.holdsWitness, settled?.unheld != query.witness { return true }
        guard page.revision < query.after else { return false }
        return settled?.own != query.after || settled?.stands != page.revision
    }

    private mutating func readAnew(_ page: ManagedKeyPage, instead query: ManagedKeyQuery, at now: Moment) {
        status.divergences += 1
        effects.append(.note(.diverged(own: query.after, stands: page.revision)))
        beginWalk(unheld: page.holdsWitness ? nil : query.witness)
        isPaging = false
        requestRead(at: now)
    }

    private mutating func beginWalk(unheld: ManagedKeyWitness? = nil) {
        walks &+= 1
        walk = StoreWalk(mark: walks, unheld: unheld)
        status.isLoading = true
    }

    private mutating func readToTheEnd(_ page: ManagedKeyPage, last: Epoch, at now: Moment) {
        let revision = max(page.revision, last)
        let id = last == revision ? page.lastID ?? walk?.nextID : nil
        isPaging = false
        if walk != nil { endWalk(page, revision: revision, id: id) } else { advance(to: revision, of: id) }
        dropMissing(at: now)
    }

    private mutating func endWalk(_ page: ManagedKeyPage, revision: Epoch, id: ManagedKeyID?) {
        let (mark, unheld) = (walk?.mark ?? 0, walk?.unheld)
        walk = nil
        status.isLoading = false
        hasLoaded = true
        lose(butMarked: mark)
        // This may be lower than before: then the store has lost what was in between.
        status.revision = .zero
        witness = nil
        advance(to: revision, of: id)
        settled = SettledHistory(own: revision, stands: page.revision, unheld: unheld == witness ? unheld : nil)
        if snapshot.protection == .unknown { snapshot.protection = .none }
        swap()
        effects.append(.note(.loaded(revision: revision, keys: snapshot.table.count)))
        becomeReady()
    }

    /// Everything up to here is known. `id` is whose change the last one was, nil when that is not known.
    mutating func advance(to revision: Epoch, of id: ManagedKeyID?) {
        guard revision > status.revision else { return }
        status.revision = revision
        snapshot.revision = revision
        highest = max(highest, revision)
        witness = id.map { ManagedKeyWitness(revision: revision, id: $0) }
    }
}
