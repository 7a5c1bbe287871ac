import Credentials
import History
import Scenario
import Stores

/// Documents that come in other ways than from their owner's hand.
extension Run {
    private func planter() -> RedisEnvironmentPlanter {
        RedisEnvironmentPlanter(
            sender: redis.primary.faults, names: EnvironmentNames(namespace: names.prefix))
    }

    /// Says an old document again, and puts it into the store where that is wanted.
    func replay(_ order: ReplayDocument, of environment: RunEnvironment, _ step: StepNumber) async -> Outcome {
        let place = environment.records.count - 1 - order.back
        guard place >= 0 else { return .failed }
        let record = environment.records[place]
        let previous = place > 0 ? environment.records[place - 1].version : nil
        if order.plants, await plant(record, step) != .ok { return .failed }
        guard order.says else { return .ok }
        return await say(record, after: previous)
    }

    /// Puts another text under the version that stands, and says it.
    func contradict(
        _ environment: RunEnvironment, _ parts: [DocumentOrder.Part], wins: Bool, _ step: StepNumber
    ) async -> Outcome {
        guard let standing = environment.records.last,
            let document = DocumentOrder(environment: environment, parts: parts).document(at: wallNow),
            let record = contender(document, against: standing, wins: wins)
        else { return .failed }
        if wins {
            environment.state(document, at: wallNow)
            await teach(environment.upstreamKeys(at: now, slack: plan.upstreamSlack), of: environment)
        }
        let operation = invoke(.publishDocument, document.statements, of: environment, step: step)
        let outcome = await plant(record, step)
        let said = outcome == .ok ? await say(record, after: standing.version) : outcome
        if said == .ok, wins { environment.wrote(record) }
        ledger.end(
            operation, said == .ok && !wins ? .superseded : said,
            version: VersionStamp(said == .ok && !wins ? standing.version : record.version), node: redis.primary.id,
            in: recorder)
        return said
    }

    /// A text of the same number whose digest is on the wanted side of the one that stands; each other name of the
    /// project makes another one.
    private func contender(
        _ document: EnvironmentDocument, against standing: EnvironmentRecord, wins: Bool
    ) -> EnvironmentRecord? {
        var document = document
        for attempt in 0..<Self.attempts {
            document.names.project = "conflict \(attempt)"
            let text = RecordText.complete(document.textBeforeVersion, version: standing.version.epoch)
            guard let record = try? EnvironmentRecord(text: text, of: document.id, now: wallNow) else { return nil }
            if (record.version > standing.version) == wins { return record }
        }
        return nil  // by chance once in 2^256 runs
    }

    private static var attempts: Int { 256 }

    private func plant(_ record: EnvironmentRecord, _ step: StepNumber) async -> Outcome {
        let planter = planter()
        let error = await withCheckedContinuation { continuation in
            planter.plant(
                record.id, text: record.text.withBytes { $0 }, entry: Array(record.version.description.utf8)
            ) { continuation.resume(returning: $0.error) }
        }
        if let error {
            progress.note("step \(step): \(error)")
            return error.outcome == .unknown ? .unknown : .failed
        }
        recorder.record(.faultProved(step: step, proof: .documentPlanted))
        return .ok
    }

    private func say(_ record: EnvironmentRecord, after previous: Version?) async -> Outcome {
        let planter = planter()
        let payload = EnvironmentMessage(previous: previous, record: record).payload
        let error = await withCheckedContinuation { continuation in
            planter.say(payload) { continuation.resume(returning: $0.error) }
        }
        guard let error else { return .ok }
        progress.note("\(error)")
        return error.outcome == .unknown ? .unknown : .failed
    }
}

extension Result {
    fileprivate var error: Failure? { if case .failure(let error) = self { error } else { nil } }
}
