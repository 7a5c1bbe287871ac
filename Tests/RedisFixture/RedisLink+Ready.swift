import RedisLink

extension RedisLink {
    /// A link whose connection stands.
    ///
    /// - Parameter deadline: of a command; a test that runs into it has failed.
    package static func ready(
        on loop: EventLoop, to endpoint: RedisEndpoint, as access: RedisAccess = .open, requiresMaster: Bool = true,
        deadline: Duration = .seconds(60)
    ) async throws -> RedisLink {
        var options = RedisLinkOptions(clientName: "tests")
        options.commandDeadline = deadline
        options.requiresMaster = requiresMaster
        let isReady = Signal()
        let link = RedisLink(on: loop, to: endpoint, as: access, options: options) { if $0.isReady { isReady.fire() } }
        link.start()
        await isReady.wait()
        return link
    }
}
