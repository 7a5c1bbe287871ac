import Credentials

@testable import ReplicaCore

/// Upstream: starts take their time, fail, are held back; connections are dropped; updates are numbered.
extension EnvironmentWorld {
    mutating func connect(_ start: ClientStart, _ number: Int) {
        tell(.startAsked(start.token, start.environment, start.key), number)
        replicas[number].clients[start.token] = Connection(start: start)
        queue.add(.greet(start.token, replica: number), at: later(0...60))
    }

    mutating func greet(_ token: ClientToken, _ number: Int) {
        guard let connection = replicas[number].clients[token], !connection.isOpen else { return }
        if holdsStarts, connection.start.key != nil {
            replicas[number].clients[token]?.isHeld = true
            return tell(.startHeld(token), number)
        }
        guard !settings.failsStarts || connection.start.key == nil || !chance(4) else {
            replicas[number].clients[token] = nil
            tell(.startFailed(token), number)
            return arrive(.clientFailed(token, chance(2) ? .refused : .unreachable), number)
        }
        replicas[number].clients[token]?.isOpen = true
        replicas[number].clients[token]?.isHeld = false
        tell(.opened(token), number)
        arrive(.clientStarted(token, data: latest[connection.start.environment] ?? 0), number)
    }

    /// A client that is closed though it does not run answers nothing, as a real one would.
    mutating func disconnect(_ token: ClientToken, _ number: Int) {
        tell(.closeAsked(token), number)
        guard replicas[number].clients[token]?.isOpen == true else { return }
        queue.add(.finish(token, replica: number), at: later(0...20))
    }

    mutating func finish(_ token: ClientToken, _ number: Int) {
        guard replicas[number].clients.removeValue(forKey: token) != nil else { return }
        tell(.ended(token), number)
        arrive(.clientClosed(token), number)
    }

    /// What one connection says arrives in its order: all of it takes the same time.
    private mutating func arrive(_ input: EnvironmentInput, _ number: Int) {
        queue.add(.upstream(input, replica: number), at: now + 2 * Self.millisecond)
    }

    mutating func changeUpstream(_ environment: Int) {
        guard let id = EnvironmentID(text: DocumentWriter.id(environment)) else { return }
        let name = EnvironmentName.published(id)
        updates += 1
        latest[name] = updates
        for number in replicas.indices {
            tell(.upstreamChanged(name, updates), number)
            for (token, connection) in replicas[number].clients.sorted(by: { $0.key < $1.key })
            where connection.isOpen && connection.start.environment == name {
                arrive(.updated(token, data: updates), number)
            }
        }
    }

    mutating func dropConnections(_ number: Int) {
        for (token, connection) in replicas[number].clients.sorted(by: { $0.key < $1.key }) where connection.isOpen {
            if chance(2) { finish(token, number) }
        }
    }

    mutating func holdStarts(_ holds: Bool) {
        holdsStarts = holds
        guard !holds else { return }
        for number in replicas.indices {
            for (token, connection) in replicas[number].clients.sorted(by: { $0.key < $1.key }) where connection.isHeld
            {
                replicas[number].clients[token]?.isHeld = false
                queue.add(.greet(token, replica: number), at: later(0...20))
            }
        }
    }
}
