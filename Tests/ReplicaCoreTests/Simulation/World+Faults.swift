import Credentials
import History

@testable import ReplicaCore

/// What may befall a simulated fleet.
enum Fault: CaseIterable {
    case rotate, rotateWithGrace, rotateBack, revoke, endGrace
    case kill, freeze, cut, hangServer
    case delete, damage, loseData, failOver, partition

    static let harmless: [Fault] = [
        .rotate, .rotateWithGrace, .rotateBack, .revoke, .endGrace, .kill, .freeze, .cut, .hangServer,
    ]
}

extension World {
    mutating func schedule(_ faults: [Fault], count: Int, withinMilliseconds span: UInt64) {
        for _ in 0..<count {
            guard let fault = faults.randomElement(using: &random) else { return }
            queue.add(.fault(fault), at: later(0...span * 1_000))
        }
    }

    mutating func inject(_ fault: Fault) {
        let number = Int.random(in: replicas.indices, using: &random)
        switch fault {
        case .rotate: rotate(on: anyServer())
        case .rotateWithGrace: rotate(on: anyServer(), grace: .random(in: 1...800, using: &random))
        case .rotateBack: rotate(to: keys.randomElement(using: &random), on: anyServer())
        case .revoke: if settings.format == .fenced { revoke(on: anyServer()) }
        case .endGrace: if settings.format == .fenced { endGrace(on: anyServer()) }
        case .kill: kill(number, restartAfter: 1...400)
        case .freeze: freeze(number, for: 1...1_500)
        case .cut: cut(number, for: 1...1_500)
        case .hangServer: hang(anyServer(), for: 1...700)
        case .delete: servers[anyServer()].slot.put(.absent)
        case .damage: damage(anyServer())
        case .loseData: loseData(of: anyServer())
        case .failOver: failOver()
        case .partition: if servers.count == 1 { partition() } else { heal() }
        }
    }

    private mutating func anyServer() -> Int { Int.random(in: servers.indices, using: &random) }

    // MARK: the operator

    /// To a fresh key, unless another is named.
    @discardableResult
    mutating func rotate(to key: Secret? = nil, on server: Int = 0, grace: Int64 = 0, nonce: UInt64? = nil) -> Secret {
        let value = key ?? Secret(text: "key-\(keys.count)")
        name(value)
        if settings.format == .plain {
            servers[server].slot.put(.plain(value))
        } else {
            acknowledge(
                servers[server].slot.rotate(
                    to: value, nonce: nonce ?? random.next(), grace: grace, floor: floor, time: time(of: server)),
                server)
        }
        publish(on: server)
        return value
    }

    mutating func revoke(on server: Int = 0) {
        let record = servers[server].slot.rotate(to: nil, nonce: random.next(), floor: floor, time: time(of: server))
        acknowledge(record, server)
        publish(on: server)
    }

    mutating func endGrace(on server: Int = 0) {
        guard let record = servers[server].slot.endGrace(nonce: random.next(), floor: floor, time: time(of: server))
        else {
            return
        }
        acknowledge(record, server)
        publish(on: server)
    }

    private mutating func acknowledge(_ record: AdminKeySlot, _ server: Int) {
        floor = max(floor, record.version.epoch.number)
        lastAcknowledged = record
        note(server)
    }

    // MARK: replicas

    mutating func kill(_ number: Int, restartAfter range: ClosedRange<UInt64>? = nil) {
        guard replicas[number].isAlive else { return }
        replicas[number].isAlive = false
        replicas[number].isFrozen = false
        replicas[number].isSubscribed = false
        if let range {
            queue.add(.restart(replica: number), at: later(range.lowerBound * 1_000...range.upperBound * 1_000))
        }
    }

    mutating func freeze(_ number: Int, for range: ClosedRange<UInt64>? = nil) {
        guard replicas[number].isAlive, !replicas[number].isFrozen else { return }
        replicas[number].isFrozen = true
        if let range {
            queue.add(.thaw(replica: number), at: later(range.lowerBound * 1_000...range.upperBound * 1_000))
        }
    }

    mutating func cut(_ number: Int, for range: ClosedRange<UInt64>? = nil) {
        replicas[number].isCut = true
        drop(number)
        if let range {
            queue.add(.reconnect(replica: number), at: later(range.lowerBound * 1_000...range.upperBound * 1_000))
        }
    }

    // MARK: servers

    mutating func hang(_ server: Int, for range: ClosedRange<UInt64>) {
        servers[server].isHung = true
        queue.add(.serverBack(server), at: later(range.lowerBound * 1_000...range.upperBound * 1_000))
    }

    private mutating func damage(_ server: Int) {
        let damages: [SlotReading] = [
            .blank, .malformed(.wrongType), .malformed(.poisonedEpoch), .malformed(.badField),
        ]
        if let reading = damages.randomElement(using: &random) { servers[server].slot.put(.damaged(reading)) }
    }

    /// A restart without data: connections break too.
    mutating func loseData(of server: Int = 0) {
        servers[server].slot.put(.absent)
        for number in replicas.indices where replicas[number].server == server { drop(number) }
    }

    /// A new primary that lags: it lost the last writes, and its clock may be behind.
    mutating func failOver(losing lost: Int? = nil, skew: Int64? = nil) {
        let written = servers[0].slot.written
        let kept = max(0, written.count - (lost ?? Int.random(in: 0...2, using: &random)))
        servers[0].skew = skew ?? -Int64.random(in: 0...3_000, using: &random)
        servers[0].slot.put(kept == 0 ? .absent : written[kept - 1])
        for number in replicas.indices where replicas[number].server == 0 { drop(number) }
    }

    /// Two primaries with the same data, half of the fleet on each.
    mutating func partition() {
        servers.append(servers[0])
        for number in replicas.indices where number % 2 == 1 {
            drop(number)
            replicas[number].server = 1
        }
    }

    /// One side's data survives, and everybody goes there.
    mutating func heal(survivor: Int? = nil) {
        guard servers.count == 2 else { return }
        if (survivor ?? Int.random(in: 0...1, using: &random)) == 1 { servers[0] = servers[1] }
        servers[0].isHung = false
        for number in replicas.indices where replicas[number].server == 1 {
            drop(number)
            replicas[number].server = 0
        }
        servers.removeLast()
    }

    /// Every fault ends; the slot is left as it is.
    mutating func mend() {
        heal()
        servers[0].isHung = false
        for number in replicas.indices {
            replicas[number].isCut = false
            thaw(number)
            restart(number)
        }
    }
}
