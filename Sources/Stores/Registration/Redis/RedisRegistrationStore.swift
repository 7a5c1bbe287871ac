import Credentials
import RedisLink

/// The registrations in Redis: a row a key as JSON, a lease a key, one hash of what is to be withdrawn.
package final class RedisRegistrationStore: RegistrationStore {
    let names: RegistrationNames
    private let sender: any RedisSender
    /// The reader's clock, which judges whether a generation is too far ahead.
    let clock: () -> WallTime

    package init(sender: any RedisSender, names: RegistrationNames, clock: @escaping () -> WallTime) {
        self.sender = sender
        self.names = names
        self.clock = clock
    }

    package func read(_ key: RegistrationKey, _ done: @escaping RegistrationAnswer<RegistrationReading>) {
        sender.send(RedisCommand("GET", [names.row(key)]), deadline: nil) { [clock] result in
            switch result {
            case .success(.null): done(.success(.absent))
            case .success(.string(let row)):
                done(.success(RegistrationReading(row: row, under: key, now: clock())))
            case .success: done(.failure(RegistrationStoreError(.failed, .unreadableAnswer)))
            case .failure(let error) where error.serverError?.kind == .wrongType:
                done(.success(.malformed(.wrongType)))
            case .failure(let error): done(.failure(RegistrationStoreError(.failed, .redis(error))))
            }
        }
    }

    package func put(_ request: RegistrationPut, _ done: @escaping RegistrationAnswer<RegistrationPutResult>) {
        let registration = request.registration
        if let part = registration.missingPart { return done(.failure(.missing(part))) }
        let over = request.condition.version
        let arguments = [
            registration.draft, registration.version.nonce.bytes, registration.endBytes, request.condition.bytes,
            over.epoch.bytes, over.nonce.bytes, request.floor.bytes, request.notesLoser ? [0x31] : [],
            Array(registration.clientID.utf8), request.lease?.fenceBytes ?? [], request.lease?.holder.bytes ?? [],
        ]
        run(.put, registration.key, client: registration, arguments, done, read: Self.putResult)
    }

    package func putBack(_ registration: Registration, _ done: @escaping RegistrationAnswer<RegistrationPutResult>) {
        if let part = registration.missingPart { return done(.failure(.missing(part))) }
        let arguments = [
            registration.row, registration.version.epoch.bytes, registration.version.nonce.bytes,
            registration.endBytes, Array(registration.clientID.utf8),
        ]
        run(.putBack, registration.key, client: registration, arguments, done, read: Self.putResult)
    }

    private static func putResult(_ row: RegistrationRowAnswer) -> RegistrationPutResult? {
        RegistrationPutResult.Effect(rawValue: row.did).map { RegistrationPutResult($0, stands: row.stands) }
    }
}

// MARK: - The lease

extension RedisRegistrationStore {
    package func takeLease(_ request: LeaseRequest, _ done: @escaping RegistrationAnswer<LeaseResult>) {
        let arguments = [request.holder.bytes, Array(String(request.milliseconds).utf8)]
        run(.takeLease, request.key, arguments, done) { LeaseResult($0, of: request) }
    }

    package func extendLease(
        _ lease: RegistrationLease, milliseconds: Int64, _ done: @escaping RegistrationAnswer<Bool>
    ) {
        let arguments = [lease.fenceBytes, lease.holder.bytes, Array(String(milliseconds).utf8)]
        ask(.extendLease, lease.key, arguments, done, read: \.flag)
    }

    package func releaseLease(
        _ lease: RegistrationLease, pause: LeasePause?, _ done: @escaping RegistrationAnswer<Bool>
    ) {
        let arguments = [
            lease.fenceBytes, lease.holder.bytes, Array(String(pause?.milliseconds ?? 0).utf8),
            Array(String(pause?.failures ?? 0).utf8),
        ]
        ask(.releaseLease, lease.key, arguments, done, read: \.flag)
    }
}

// MARK: - What is to be withdrawn

extension RedisRegistrationStore {
    package func noteLoser(_ registration: Registration, _ done: @escaping RegistrationAnswer<Bool>) {
        if let part = registration.missingPart { return done(.failure(.missing(part))) }
        let arguments = [registration.row, Array(registration.clientID.utf8)]
        ask(.noteLoser, registration.key, client: registration, arguments, done, read: \.flag)
    }

    package func losers(_ key: RegistrationKey, _ done: @escaping RegistrationAnswer<[Registration]>) {
        scan(key, from: [0x30], [], done)
    }

    /// A page at a time, of this key alone: one hash holds the losers of all keys, and all at once would hold up every
    /// replica's reads.
    private func scan(
        _ key: RegistrationKey, from cursor: [UInt8], _ found: [Registration],
        _ done: @escaping RegistrationAnswer<[Registration]>
    ) {
        let arguments = [
            names.withdraw, cursor, Array("MATCH".utf8), Self.pattern(key), Array("COUNT".utf8), Self.page,
        ]
        sender.send(RedisCommand("HSCAN", arguments), deadline: nil) { [self] result in
            switch result {
            case .success(let reply):
                guard case .array(let parts) = reply, parts.count == 2, let next = parts[0].bytes,
                    let hash = parts[1].strings
                else { return done(.failure(RegistrationStoreError(.failed, .unreadableAnswer))) }
                // The same may stand on two pages of a hash that is growing.
                let more = Self.losers(in: hash, of: key, now: clock()).filter { !found.contains($0) }
                let isEnd = next == [0x30] || found.count + more.count >= Self.mostLosers
                if isEnd { done(.success(found + more)) } else { scan(key, from: next, found + more, done) }
            case .failure(let error) where error.serverError?.kind == .wrongType: done(.success([]))
            case .failure(let error): done(.failure(RegistrationStoreError(.failed, .redis(error))))
            }
        }
    }

    private static let page = Array("64".utf8)
    /// Of one list; what is beyond is listed when these are withdrawn.
    private static let mostLosers = 256

    private static func pattern(_ key: RegistrationKey) -> [UInt8] {
        key.encoded.flatMap { "*?[]\\".utf8.contains($0) ? [0x5C, $0] : [$0] } + Array(":*".utf8)
    }

    private static func losers(in hash: [[UInt8]], of key: RegistrationKey, now: WallTime) -> [Registration] {
        let prefix = key.encoded + [0x3A]
        return stride(from: 0, to: hash.count - 1, by: 2).compactMap { index in
            guard hash[index].starts(with: prefix) else { return nil }
            return RegistrationReading(row: hash[index + 1], under: key, now: now).registration
        }
    }

    package func mayWithdraw(
        _ loser: Registration, winner: Version, _ done: @escaping RegistrationAnswer<WithdrawalPermit>
    ) {
        let arguments = [Array(loser.clientID.utf8), winner.epoch.bytes, winner.nonce.bytes]
        ask(.mayWithdraw, loser.key, client: loser, arguments, done) { reply in
            reply.text.flatMap(WithdrawalPermit.init)
        }
    }

    package func buryLoser(_ loser: Registration, _ done: @escaping RegistrationAnswer<Bool>) {
        let arguments = [Array(loser.clientID.utf8), Array(String(RegistrationNames.tombstoneSeconds).utf8)]
        ask(.buryLoser, loser.key, client: loser, arguments, done, read: \.flag)
    }
}

// MARK: - Scripts

extension RedisRegistrationStore {
    /// Runs a script that answers with the row.
    private func run<Success>(
        _ script: RegistrationScript, _ key: RegistrationKey, client: Registration? = nil, _ arguments: [[UInt8]],
        _ done: @escaping RegistrationAnswer<Success>, read: @escaping (RegistrationRowAnswer) -> Success?
    ) {
        ask(script, key, client: client, arguments, done) { [clock] reply in
            RegistrationRowAnswer(reply, under: key, now: clock()).flatMap(read)
        }
    }

    private func ask<Success>(
        _ script: RegistrationScript, _ key: RegistrationKey, client: Registration? = nil, _ arguments: [[UInt8]],
        _ done: @escaping RegistrationAnswer<Success>, read: @escaping (RedisReply) -> Success?
    ) {
        let tombstone = client.map { [names.tombstone($0)] } ?? []
        let keys = [names.row(key), names.lease(key), names.withdraw, names.fence, names.last] + tombstone
        let head = [key.encoded, Array(names.channel.utf8)]
        sender.run(script.script, keys: keys, arguments: head + arguments) { result in
            done(
                result.mapError(RegistrationStoreError.init).flatMap { reply in
                    read(reply).map { .success($0) } ?? .failure(RegistrationStoreError(.unknown, .unreadableAnswer))
                })
        }
    }
}

extension RegistrationStoreError {
    static func missing(_ part: String) -> RegistrationStoreError { RegistrationStoreError(.failed, .missing(part)) }
}
