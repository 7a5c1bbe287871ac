import CPosix
import History
import Scenario

extension DeactivateKey: PerformableStep {
    func prepare(in run: Run) async -> Prepared {
        guard let key = run.takeKeys(1, which).first else { return .keys([]) }
        guard let writers else { return .keys([KeyOrder(key: key, writer: nil)]) }
        return .keys(run.takeMembers(writers).map { KeyOrder(key: key, writer: $0) })
    }

    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        await run.forEach(key: prepared) { await run.deactivate($0, confirm: confirm, by: by, step: step) }
    }
}

extension DeactivateStorm: PerformableStep {
    func prepare(in run: Run) async -> Prepared {
        let keys = run.takeKeys(count, .any)
        guard let writers else { return .keys(keys.map { KeyOrder(key: $0, writer: nil) }) }
        let members = run.takeMembers(writers)
        guard !members.isEmpty else { return .keys([]) }
        return .keys(keys.enumerated().map { KeyOrder(key: $1, writer: members[$0 % members.count]) })
    }

    func perform(_ step: StepNumber, _ prepared: Prepared, in run: Run) async -> Outcome {
        guard case .keys(let orders) = prepared else { return .failed }
        let begin = kq_now()
        let places = Dictionary(uniqueKeysWithValues: orders.enumerated().map { ($1.key.token.id, $0) })
        return await run.forEach(key: prepared, atMost: .max) { order in
            let place = places[order.key.token.id] ?? 0
            await run.sleep(until: begin + UInt64(Double(over) * Double(place) / Double(orders.count)))
            return await run.deactivate(order, step: step)
        }
    }
}

extension Run {
    /// Chooses keys that are alive, and makes them the step's own: two steps of a race never get the same one.
    func takeKeys(_ count: Int, _ which: DeactivateKey.Which) -> [RunKey] {
        let alive = managedKeys.alive(at: wallNow)
        let taken: [RunKey]
        switch which {
        case .newest: taken = Array(alive.suffix(count))
        case .oldest: taken = Array(alive.prefix(count))
        case .any: taken = pick(count, of: alive)
        }
        for key in taken { key.state = .dying }
        return taken
    }

    /// Draws the replicas that write; they are the step's own until it is done.
    func takeMembers(_ pick: Pick) -> [Member] {
        let members = select(pick)
        for member in members { member.isDrawn = true }
        return members
    }

    /// Carries out each order, as many side by side as one connection may have under way; the worst outcome counts.
    func forEach(
        key prepared: Prepared, atMost window: Int = 256, _ body: @escaping (KeyOrder) async -> Outcome
    ) async -> Outcome {
        guard case .keys(let orders) = prepared, !orders.isEmpty else { return .failed }
        var worst = Outcome.ok
        let step = min(window, orders.count)
        for start in stride(from: 0, to: orders.count, by: step) where !isInterrupted {
            await atOnce(Array(orders[start..<min(start + step, orders.count)])) { order in
                let outcome = await body(order)
                if outcome != .ok { worst = outcome }
            }
        }
        for member in orders.compactMap(\.writer) { member.isDrawn = false }
        return worst
    }
}
