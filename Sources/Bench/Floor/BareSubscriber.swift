import CHiredis
import CPosix
import Glibc

/// The floor of a push: blocking hiredis that stores a time stamp for each message, and nothing else.
struct BareSubscriber {
    let group: FloorGroup
    let index: Int
    let board: FloorBoard

    func run() -> Never {
        signal(SIGPIPE, SIG_IGN)
        guard let context = redisConnect("127.0.0.1", Int32(group.port)), context.pointee.err == REDIS_OK else {
            _exit(1)
        }
        let password = group.password.withBytes { String(decoding: $0, as: UTF8.self) }
        ask(context, ["AUTH", group.user, password])
        ask(context, ["CLIENT", "SETNAME", "floor:\(index):push"])
        ask(context, ["SUBSCRIBE", group.channel])
        board.isUp(index)
        while true {
            var reply: UnsafeMutableRawPointer?
            guard redisGetReply(context, &reply) == REDIS_OK else { _exit(0) }
            board.gotMessage(index, at: kq_now())
            freeReplyObject(reply)
        }
    }

    private func ask(_ context: UnsafeMutablePointer<redisContext>, _ words: [String]) {
        var arguments = words.map { UnsafePointer<CChar>(strdup($0)) }  // freed by the end of the process
        let lengths = words.map(\.utf8.count)
        guard let reply = redisCommandArgv(context, Int32(words.count), &arguments, lengths) else { _exit(1) }
        freeReplyObject(reply)
    }
}
