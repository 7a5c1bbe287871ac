import CPosix
import History
import RedisLink

extension ReplicaDriver {
    /// Nil for a replica that keeps no tokens.
    func makeTokenWorker() -> TokenWorker? {
        guard let work = configuration.tokenWork, let names = TokenNames(work), let redis else { return nil }
        let link = redis.link(configuration.tokenLinkOptions) { [unowned self] state in
            if state.isReady { settle() }
        }
        let worker = TokenWorker(
            on: loop, over: link, names, work.load, of: life.replica,
            record: { [unowned self] in record(.token($0), at: kq_now()) },
            answer: { [unowned self] in say(.tokens($0)) })
        worker.begin(at: work.begin)
        return worker
    }
}

extension ReplicaConfiguration {
    /// A WAIT, and whatever comes behind it on the same connection, may take longer than a read of the slot.
    fileprivate var tokenLinkOptions: RedisLinkOptions {
        var options = linkOptions("tokens")
        options.commandDeadline = .seconds(3)
        return options
    }
}
