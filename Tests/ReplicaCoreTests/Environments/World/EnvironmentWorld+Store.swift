import Credentials

@testable import ReplicaCore
@testable import Stores

/// The store, and what happens to it.
extension EnvironmentWorld {
    mutating func execute(_ command: Command, _ number: Int, _ connection: Int) {
        let input = answer(to: command)
        let arrival = max(later(0...30), replicas[number].lastAnswer)
        replicas[number].lastAnswer = arrival
        queue.add(.answer(input, replica: number, connection: connection), at: arrival)
    }

    private mutating func answer(to command: Command) -> EnvironmentInput {
        var input = EnvironmentInput.tick
        let twin = MemoryEnvironmentStore(store)
        switch command {
        case .index: twin.index { input = .indexEnded($0.mapError { _ in .unreachable }) }
        case .document(let id): twin.read(id) { input = .documentEnded(id, $0.mapError { _ in .unreachable }) }
        case .putBack(let record):
            twin.putBack(record) { result in
                let written = result.map { EnvironmentPutBack(didWrite: $0.didWrite, stands: $0.stands) }
                input = .putBackEnded(record.id, written.mapError { _ in .unknown })
            }
            forward()
        }
        return input
    }

    mutating func send(_ command: Command, from number: Int) {
        let connection = replicas[number].connection
        queue.add(.execute(command, replica: number, connection: connection), at: later(0...30))
    }

    /// Writes a new document, or the latest one in other words.
    mutating func publish(_ environment: Int, again: Bool = false) {
        let front = again ? writer.again(environment) : writer.next(environment, at: time)
        guard let id = EnvironmentID(text: DocumentWriter.id(environment)) else { return }
        note(store.publish(id, front: front, floor: .zero))
        for keys in writer.latest[environment].map({ [$0.sdk, $0.mobile] }) ?? [] {
            let ends = (keys.grace.map { [$0.end] } ?? []) + keys.entries.compactMap(\.end)
            for end in ends where end > time { probe(at: end) }
        }
    }

    /// At an end, which is inclusive, and right after it.
    private mutating func probe(at end: Int64) {
        let steady = UInt64(end - Self.begin) * Self.millisecond
        for number in replicas.indices {
            queue.add(.probe(replica: number), at: steady)
            queue.add(.probe(replica: number), at: steady + 1)
        }
    }

    mutating func delete(_ environment: Int) {
        guard let id = EnvironmentID(text: DocumentWriter.id(environment)) else { return }
        note(store.publish(id, front: id.tombstoneBeforeVersion, floor: .zero))
    }

    private mutating func note(_ change: EnvironmentChange) {
        if case .record(let record) = change.stands {
            texts[record.version] = record.text.withBytes { $0 }
            published.append((now, record))
        }
        forward()
    }

    /// Sends on what was published since.
    private mutating func forward() {
        for payload in store.takeMessages() {
            for number in replicas.indices where replicas[number].isSubscribed {
                if settings.losesMessages, chance(4) { continue }
                let arrival = max(later(0...20), replicas[number].lastMessage)
                replicas[number].lastMessage = arrival
                queue.add(.message(payload, replica: number), at: arrival)
            }
        }
    }

    // MARK: trouble

    mutating func cause() {
        let number = Int.random(in: replicas.indices, using: &random)
        let environment = Int.random(in: 1...settings.environments, using: &random)
        switch Int.random(in: 0..<(settings.losesData ? 18 : 15), using: &random) {
        case 0...5: publish(environment)
        case 6: publish(environment, again: true)
        case 7: delete(environment)
        case 8: cut(number)
        case 9: deliver(.resumed, to: number)
        case 10: changeUpstream(environment)
        case 11: dropConnections(number)
        case 12: holdStarts(!holdsStarts)
        case 13: replayMessage(number)
        case 14: closeSome(environment, number)
        case 15, 16: backup = store.content
        default: failOver()
        }
    }

    /// An old message comes again.
    private mutating func replayMessage(_ number: Int) {
        guard let (version, text) = texts.sorted(by: { $0.key < $1.key }).randomElement(using: &random) else { return }
        let payload = EnvironmentMessage.payload(previous: version, text: text)
        queue.add(.message(payload, replica: number), at: later(0...20))
    }

    private mutating func closeSome(_ environment: Int, _ number: Int) {
        guard chance(4), let id = EnvironmentID(text: DocumentWriter.id(environment)) else { return }
        deliver(.closeEnvironment(.published(id)), to: number)
    }

    mutating func cut(_ number: Int) {
        guard replicas[number].isLinkUp else { return }
        replicas[number].connection += 1
        replicas[number].isLinkUp = false
        replicas[number].isSubscribed = false
        deliver(.linkDown, to: number)
        deliver(.subscriptionLost, to: number)
        let (connected, subscribed) = (later(10...400), later(10...400))
        queue.add(.connect(replica: number), at: connected)
        queue.add(.subscribe(replica: number), at: subscribed)
        outages.append((number, now, max(connected, subscribed)))
    }

    private mutating func failOver() {
        failovers.append(now)
        store.content = backup
        for number in replicas.indices { cut(number) }
    }

    // MARK: the end

    /// Nothing happens any more but what is under way; then everything is closed in the middle of a rotation whose starts
    /// are held back, and the same again.
    mutating func settleAndClose() {
        holdStarts(false)
        run(milliseconds: 20_000)
        tellQuiet()
        holdStarts(true)
        for environment in 1...settings.environments { for _ in 0..<3 { publish(environment) } }
        run(milliseconds: 200)
        for number in replicas.indices { deliver(.closeAll, to: number) }
        holdStarts(false)
        run(milliseconds: 20_000)
        tellQuiet()
    }

    private mutating func tellQuiet() {
        var versions: [EnvironmentID: Version] = [:]
        MemoryEnvironmentStore(store).index { if case .success(let index) = $0 { versions = index.versions } }
        for number in replicas.indices {
            tell(.quiet(versions), number)
            probeAll(number)
        }
    }

    var violations: [TraceViolation] { TraceJudge.judge(trace, offline: offlineIDs) }
}
