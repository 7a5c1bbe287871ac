import Credentials
import History

@testable import ReplicaCore

extension World {
    // MARK: connections

    mutating func connect(_ number: Int) {
        guard !replicas[number].isLinkUp else { return }
        if replicas[number].isCut || replicas[number].isFrozen || servers[replicas[number].server].isHung {
            queue.add(.connect(replica: number, life: replicas[number].life), at: later(20_000...300_000))
        } else {
            replicas[number].isLinkUp = true
            deliver(.linkUp, to: number)
        }
    }

    mutating func subscribe(_ number: Int) {
        guard settings.usesPush, !replicas[number].isSubscribed else { return }
        if replicas[number].isCut || replicas[number].isFrozen || servers[replicas[number].server].isHung {
            queue.add(.subscribe(replica: number, life: replicas[number].life), at: later(20_000...300_000))
        } else {
            replicas[number].isSubscribed = true
            deliver(.subscribed, to: number)
        }
    }

    /// Both connections break; a command under way is answered with its failure, before or after the bad news.
    mutating func drop(_ number: Int, _ failure: SlotReadFailure = .unreachable, keepsSubscription: Bool = false) {
        guard replicas[number].isAlive else { return }
        let life = replicas[number].life
        if replicas[number].isLinkUp {
            replicas[number].isLinkUp = false
            replicas[number].connection += 1
            let isToldFirst = Bool.random(using: &random)
            if isToldFirst { deliver(.linkDown, to: number) }
            while !replicas[number].pending.isEmpty {
                fail(replicas[number].pending.removeFirst(), failure, of: number)
            }
            if !isToldFirst { deliver(.linkDown, to: number) }
            queue.add(.connect(replica: number, life: life), at: later(1_000...100_000))
        }
        if replicas[number].isSubscribed, !keepsSubscription {
            replicas[number].isSubscribed = false
            replicas[number].subscription += 1
            deliver(.subscriptionLost, to: number)
            queue.add(.subscribe(replica: number, life: life), at: later(1_000...100_000))
        }
    }

    /// A command that was sent may still reach the server, or be swallowed: nobody can know.
    private mutating func fail(_ command: SimulatedReplica.Pending, _ failure: SlotReadFailure, of number: Int) {
        if Bool.random(using: &random) { swallowed.insert(command.serial) }
        deliver(command.isWrite ? .writeEnded(.failure(.unknown)) : .readEnded(.failure(failure)), to: number)
    }

    mutating func deadlinePassed(_ number: Int, _ life: Int, _ connection: Int, _ serial: UInt64) {
        guard replicas[number].pending.contains(where: { $0.serial == serial }) else { return }
        if replicas[number].isFrozen {
            let again = Happening.deadline(replica: number, life: life, connection: connection, serial: serial)
            queue.add(again, at: later(5_000...20_000))
        } else {
            drop(number, .deadline, keepsSubscription: Bool.random(using: &random))
        }
    }

    // MARK: commands

    /// Commands of one connection are executed and answered in their order.
    mutating func send(_ command: Command, from number: Int) {
        serial += 1
        let replica = replicas[number]
        guard replica.isLinkUp else { return answerAtOnce(command, to: number) }
        replicas[number].pending.append(.init(serial: serial, isWrite: command.isWrite))
        let time = max(replica.lastExecution + 1, later(50...4_000))
        replicas[number].lastExecution = time
        let sender = Sender(
            replica: number, life: replica.life, connection: replica.connection, server: replica.server, serial: serial)
        queue.add(.execute(command, sender), at: time)
        let deadline = now + settings.commandDeadline
        queue.add(
            .deadline(replica: number, life: replica.life, connection: replica.connection, serial: serial), at: deadline
        )
    }

    /// The watcher has not heard yet that its link is down.
    private mutating func answerAtOnce(_ command: Command, to number: Int) {
        let input: AdminKeyInput =
            command.isWrite ? .writeEnded(.failure(.unreachable)) : .readEnded(.failure(.unreachable))
        let replica = replicas[number]
        let answer = Happening.answer(
            input, replica: number, life: replica.life, connection: replica.connection, serial: serial)
        queue.add(answer, at: now + 1)
    }

    mutating func execute(_ command: Command, from sender: Sender) {
        guard swallowed.remove(sender.serial) == nil, servers.indices.contains(sender.server) else { return }
        if servers[sender.server].isHung {
            queue.add(.execute(command, sender), at: later(5_000...6_000))
            return
        }
        let input = apply(command, on: sender.server)
        let time = max(replicas[sender.replica].lastAnswer + 1, later(50...4_000))
        replicas[sender.replica].lastAnswer = time
        queue.add(
            .answer(
                input, replica: sender.replica, life: sender.life, connection: sender.connection, serial: sender.serial),
            at: time)
    }

    private mutating func apply(_ command: Command, on server: Int) -> AdminKeyInput {
        let result: SlotWriteResult
        switch command {
        case .read: return .readEnded(.success(asText(servers[server].slot.reading, server)))
        case .bootstrap(let value): result = servers[server].slot.bootstrap(value, nonce: random.next())
        case .repair(let record): result = servers[server].slot.repair(record)
        case .replant(let value): result = servers[server].slot.setIfAbsent(value)
        }
        if result.didWrite {
            writesByReplicas += 1
            note(server)
            publish(on: server)
        }
        return .writeEnded(.success(result))
    }

    /// What stands now is something that stood: the monitor knows it from here on.
    mutating func note(_ server: Int) {
        guard let record = servers[server].slot.record else { return }
        let stamp = VersionStamp(record.version)
        if let before = monitor.ledger[stamp] {
            monitor.check(before.value == record.value, "the slot holds two values of one version")
        }
        monitor.ledger[stamp] = record
    }

    mutating func publish(on server: Int) {
        let reading = servers[server].slot.reading
        for number in replicas.indices where replicas[number].isSubscribed && replicas[number].server == server {
            if losesMessages, Int.random(in: 0..<10, using: &random) == 0 { continue }
            let time = max(replicas[number].lastMessage + 1, later(50...30_000))
            replicas[number].lastMessage = time
            let message = settings.format == .plain ? nil : asText(reading, server, isMessage: true)
            queue.add(
                .message(
                    message, replica: number, life: replicas[number].life,
                    subscription: replicas[number].subscription),
                at: time)
        }
    }

    private func asText(_ reading: SlotReading, _ server: Int, isMessage: Bool = false) -> SlotReading {
        guard goesThroughText, case .fenced(let record) = reading else { return reading }
        let now = WallTime(milliseconds: time(of: server))
        return isMessage ? SlotReading(message: record.message, now: now) : SlotReading(hash: record.hash, now: now)
    }
}
