import Credentials

/// The rules of the scripts about rows, in Swift (specs/versions.md sections 1 and 10).
extension MemoryRegistrations {
    func reading(_ key: RegistrationKey, at reader: WallTime) -> RegistrationReading {
        guard let row = row(key) else { return .absent }
        guard case .text(let text) = row.content else { return .malformed(.wrongType) }
        return RegistrationReading(row: text, under: key, now: reader)
    }

    /// What a writer finds: a damaged row is as good as none.
    func standing(_ key: RegistrationKey) -> Registration? { reading(key, at: now).registration }

    func put(_ request: RegistrationPut) -> RegistrationPutResult.Effect {
        let (own, key) = (request.registration, request.registration.key)
        let stands = standing(key)
        if let stands, stands.version.nonce == own.version.nonce, stands.isSameClient(as: own) { return .already }
        if isBuried(own.asClient) { return .withdrawn }
        let effect = verdict(on: request, over: stands)
        guard effect == .wrote else {
            if request.notesLoser, stands?.isSameClient(as: own) != true { note(own, generation: .zero) }
            return effect
        }
        var written = own
        written.version = Version(epoch: nextEpoch(over: stands, floor: request.floor), nonce: own.version.nonce)
        write(written, over: stands, notesLosers: request.notesLoser)
        if request.lease != nil { leases[key] = nil }
        return .wrote
    }

    private func verdict(on request: RegistrationPut, over stands: Registration?) -> RegistrationPutResult.Effect {
        let holds =
            switch request.condition {
            case .always: true
            case .absent: stands == nil
            case .present(let version): stands?.version == version
            case .notAbove(let version): stands.map { $0.version <= version } ?? true
            }
        guard holds else { return .lost }
        guard let lease = request.lease, let current = self.lease(request.registration.key) else { return .wrote }
        return current.fence == lease.fence && current.holder == lease.holder ? .wrote : .fenced
    }

    func putBack(_ own: Registration) -> RegistrationPutResult.Effect {
        if isBuried(own.asClient) { return .withdrawn }
        let isPoisoned = own.version.epoch.number > StandingRecord.furthest(at: now)
        guard own.version.epoch > .zero, !isPoisoned, !own.isExpired(at: now) else { return .lost }
        let stands = standing(own.key)
        if let stands, stands.version >= own.version { return .lost }
        write(own, over: stands, notesLosers: true)
        return .wrote
    }

    private func nextEpoch(over stands: Registration?, floor: Epoch) -> Epoch {
        let above = floor.number < StandingRecord.furthest(at: now) ? floor.number + 1 : 0
        let time = UInt64(max(0, now.milliseconds))
        return Epoch(max(stands.map { $0.version.epoch.number + 1 } ?? 0, above, time)) ?? .zero
    }

    private func write(_ registration: Registration, over stands: Registration?, notesLosers: Bool) {
        if notesLosers { noteLosers(stands, last[registration.key], to: registration) }
        last[registration.key] = registration
        losers[registration.asClient] = nil
        let lifetime = RegistrationLifetime(secretExpiresAt: registration.secretExpiresAt, now: now)
        let end: Int64? = if case .milliseconds(let rest) = lifetime { now.milliseconds + rest } else { nil }
        rows[registration.key] = Row(content: .text(registration.row), end: end)
        publish(registration.version, registration.key)
    }

    /// A row that went with its secret's end, or was deleted, leaves a client behind that nobody else may know any more.
    private func noteLosers(_ formers: Registration?..., to winner: Registration) {
        for former in formers.compactMap({ $0 }) where !former.isSameClient(as: winner) {
            if !isBuried(former.asClient), losers[former.asClient] == nil { losers[former.asClient] = former.row }
        }
    }

    private func note(_ registration: Registration, generation: Epoch) {
        var noted = registration
        noted.version = Version(epoch: generation, nonce: registration.version.nonce)
        if losers[registration.asClient] == nil { losers[registration.asClient] = noted.row }
    }
}
