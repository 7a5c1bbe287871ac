import Credentials

extension WireWriter {
    mutating func put(_ work: TokenWork) {
        put(work.load)
        put(work.secret)
        put(work.prefix)
        put(work.begin)
    }

    private mutating func put(_ load: TokenLoad) {
        for number in [
            load.sessions, load.issue, load.use, load.rotate, load.revoke, load.redeem, load.replay, load.confirm,
            load.replicas,
        ] { put(number) }
        for number in [load.accessTTL, load.refreshTTL, load.codeTTL, load.seed] { put(number) }
    }
}

extension WireReader {
    mutating func takeTokenWork() throws(WireError) -> TokenWork {
        var work = TokenWork(load: try takeTokenLoad(), secret: try takeSecret(), prefix: try takeText())
        work.begin = try take()
        return work
    }

    private mutating func takeTokenLoad() throws(WireError) -> TokenLoad {
        var load = TokenLoad()
        load.sessions = try take()
        load.issue = try take()
        load.use = try take()
        load.rotate = try take()
        load.revoke = try take()
        load.redeem = try take()
        load.replay = try take()
        load.confirm = try take()
        load.replicas = try take()
        load.accessTTL = try take()
        load.refreshTTL = try take()
        load.codeTTL = try take()
        load.seed = try take()
        guard load.sessions > 0, load.replicas > 0 else { throw WireError() }
        return load
    }
}
