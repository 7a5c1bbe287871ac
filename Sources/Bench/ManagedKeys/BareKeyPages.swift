import CHiredis
import CPosix
import Credentials
import Glibc
import Stores

/// The floor of a load: blocking hiredis that asks for the same pages and looks at nothing but where the next one begins.
struct BareKeyPages {
    let group: FloorGroup
    let index: Int
    let board: FloorBoard
    private static let look: UInt32 = 1_000

    func run() -> Never {
        signal(SIGPIPE, SIG_IGN)
        guard let context = redisConnect("127.0.0.1", Int32(group.port)), context.pointee.err == REDIS_OK else {
            _exit(1)
        }
        let password = group.password.withBytes { String(decoding: $0, as: UTF8.self) }
        freeReplyObject(ask(context, ["AUTH", group.user, password]))
        board.isUp(index)
        while !board.isGateOpen { usleep(Self.look) }
        let began = kq_now()
        let rows = load(context)
        board.did(rows, index, from: began, to: kq_now())
        while true { pause() }
    }

    private func load(_ context: UnsafeMutablePointer<redisContext>) -> Int {
        let names = ManagedKeyNames(namespace: group.place)
        let limit = ManagedKeyPage.largest
        var (rows, next) = (0, "0")
        while true {
            let range = ask(
                context,
                ["ZRANGEBYSCORE", names.changes, "(\(next)", "+inf", "WITHSCORES", "LIMIT", "0", "\(limit)"])
            defer { freeReplyObject(range) }
            let found = elements(of: range)
            guard let last = found.last?.pointee.str else { return rows }
            next = String(cString: last)
            let ids = stride(from: 0, to: found.count, by: 2).map { found[$0] }
            let page = fetch(context, names.records, ids)
            rows += elements(of: page).count
            freeReplyObject(page)
            guard ids.count == limit else { return rows }
        }
    }

    private typealias Reply = UnsafeMutablePointer<redisReply>

    private func elements(of reply: Reply) -> [Reply] {
        (0..<reply.pointee.elements).compactMap { reply.pointee.element?[$0] }
    }

    private func fetch(_ context: UnsafeMutablePointer<redisContext>, _ key: String, _ ids: [Reply]) -> Reply {
        key.withCString { name in
            "HMGET".withCString { command in
                var words: [UnsafePointer<CChar>?] = [command, name]
                words += ids.map { UnsafePointer($0.pointee.str) }
                let lengths = [5, key.utf8.count] + ids.map { Int($0.pointee.len) }
                return send(context, &words, lengths)
            }
        }
    }

    private func ask(_ context: UnsafeMutablePointer<redisContext>, _ words: [String]) -> Reply {
        let copies = words.map { strdup($0) }
        defer { copies.forEach { free($0) } }
        var arguments = copies.map { UnsafePointer<CChar>($0) }
        return send(context, &arguments, words.map(\.utf8.count))
    }

    /// An error is the end of this process: whoever measures misses it.
    private func send(
        _ context: UnsafeMutablePointer<redisContext>, _ arguments: inout [UnsafePointer<CChar>?], _ lengths: [Int]
    ) -> Reply {
        guard let reply = redisCommandArgv(context, Int32(lengths.count), &arguments, lengths) else { _exit(1) }
        let answer = reply.assumingMemoryBound(to: redisReply.self)
        guard answer.pointee.type != REDIS_REPLY_ERROR else { _exit(1) }
        return answer
    }
}
