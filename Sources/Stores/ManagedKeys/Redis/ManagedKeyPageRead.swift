import Credentials
import RedisLink

/// One page on its way: the revision and a range of the index in one round trip, the rows of that range in a second.
///
/// Plain commands, so that a user with read permission can load; the rows may be newer than the index, never older, and
/// what became newer meanwhile is met again further on.
final class ManagedKeyPageRead {
    private let sender: any RedisSender
    private let names: ManagedKeyNames
    private let query: ManagedKeyQuery
    private let clock: () -> WallTime
    private let done: ManagedKeyAnswer<ManagedKeyPage>
    /// The answers of the first round trip, in the order of their commands.
    private var replies: [RedisReply] = []
    private var failure: ManagedKeyStoreError?
    private var awaited = 0

    init(
        sender: any RedisSender, names: ManagedKeyNames, query: ManagedKeyQuery, clock: @escaping () -> WallTime,
        done: @escaping ManagedKeyAnswer<ManagedKeyPage>
    ) {
        self.sender = sender
        self.names = names
        self.query = query
        self.clock = clock
        self.done = done
    }

    func begin() {
        let commands = [
            RedisCommand("GET", names.revision), RedisCommand("ZSCORE", names.log, query.witness?.description ?? ""),
            RedisCommand("ZCARD", names.changes),
            RedisCommand(
                "ZRANGEBYSCORE", names.changes, "(\(query.after)", "+inf", "WITHSCORES", "LIMIT", "0",
                String(query.limit)),
        ]
        awaited = commands.count
        for command in commands { sender.send(command, deadline: nil) { self.take($0) } }
    }

    private func take(_ result: Result<RedisReply, RedisError>) {
        awaited -= 1
        switch result {
        case .success(let reply): replies.append(reply)
        case .failure(let error): failure = failure ?? .reading(error)
        }
        guard awaited == 0 else { return }
        if let failure { return done(.failure(failure)) }
        guard let revision = replies[0].revision, case .integer(let total) = replies[2],
            let found = replies[3].indexEntries
        else { return done(.failure(.unreadable)) }
        let facts = Facts(
            revision: revision, holdsWitness: query.witness == nil || replies[1] != .null, total: Int(total))
        fetch(ManagedKeyIndexPage(found, limit: query.limit), facts)
    }

    private struct Facts {
        let revision: Epoch
        let holdsWitness: Bool
        let total: Int
    }

    private func fetch(_ index: ManagedKeyIndexPage, _ facts: Facts) {
        guard !index.entries.isEmpty else { return finish(index, [], facts) }
        let command = RedisCommand("HMGET", [Array(names.records.utf8)] + index.entries.map(\.name))
        sender.send(command, deadline: nil) { [self] result in
            switch result {
            case .failure(let error): done(.failure(.reading(error)))
            case .success(let reply):
                guard let rows = reply.rows, rows.count == index.entries.count else {
                    return done(.failure(.unreadable))
                }
                finish(index, rows, facts)
            }
        }
    }

    private func finish(_ index: ManagedKeyIndexPage, _ rows: [[UInt8]?], _ facts: Facts) {
        done(
            .success(
                ManagedKeyPage(
                    index, rows: rows, query: query, revision: facts.revision, total: facts.total,
                    holdsWitness: facts.holdsWitness, now: clock())))
    }
}

extension RedisReply {
    /// The reply of GET: zero for nothing, or for what is no revision.
    fileprivate var revision: Epoch? {
        switch self {
        case .null: .zero
        case .string(let text): Epoch(text: text) ?? .zero
        default: nil
        }
    }

    /// The reply of ZRANGEBYSCORE: members and scores by turns.
    fileprivate var indexEntries: [ManagedKeyIndexEntry]? {
        guard let texts = strings, texts.count.isMultiple(of: 2) else { return nil }
        return stride(from: 0, to: texts.count, by: 2).map {
            ManagedKeyIndexEntry(name: texts[$0], revision: Epoch(text: texts[$0 + 1]))
        }
    }
}
