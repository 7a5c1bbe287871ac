import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// What the server library leaves open: a limit on how long a body and an unread answer may take and how long a body may
/// be, an end that lets the client see its last answer, and a body for the answer to a request that is none.
///
/// One for each connection; it lives on the connection's event loop.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let limits: GatewayLimits
    private let connections: OpenConnections
    private var bodyBytes = 0
    private var answersOwed = 0
    private var parserError: HTTPParserError?
    private var requestDeadline: Scheduled<Void>?
    private var writeDeadline: Scheduled<Void>?
    private var lastWords: Scheduled<Void>?
    /// After the answer that is owed, the connection ends.
    private var mustEnd = false
    private var isEnding = false

    init(_ limits: GatewayLimits, among connections: OpenConnections) {
        self.limits = limits
        self.connections = connections
    }

    func handlerAdded(context: ChannelHandlerContext) { connections.add(context.channel) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isEnding else { return }  // it was told to go; what it still says is nobody's
        switch unwrapInboundIn(data) {
        case .head: beganRequest(context)
        case .body(let part): count(part.readableBytes, context)
        case .end: requestDeadline?.cancel()
        }
        if !isEnding { context.fireChannelRead(data) }
    }

    private func beganRequest(_ context: ChannelHandlerContext) {
        bodyBytes = 0
        answersOwed += 1
        requestDeadline?.cancel()
        requestDeadline = schedule(context, limits.request) { context.close(promise: nil) }
    }

    /// Whoever reads the body says 413 for itself; one that nobody reads must end, too.
    private func count(_ bytes: Int, _ context: ChannelHandlerContext) {
        bodyBytes += bytes
        guard bodyBytes > limits.body else { return }
        mustEnd = true
        if answersOwed == 0 { end(context) }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head) where head.status.code >= 400: write(head, data, context, promise)
        case .head, .body: context.write(data, promise: promise)
        case .end: writeEnd(data, context, promise)
        }
    }

    private func write(
        _ head: HTTPResponse, _ data: NIOAny, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?
    ) {
        if head.headerFields[.connection] == "close" { mustEnd = true }
        // Ours have a body and so a type: this one is the library's word on what it could not read.
        guard let parserError, !head.headerFields.contains(.contentType) else {
            return context.write(data, promise: promise)
        }
        let reply = Reply.unreadable(parserError)
        context.write(wrapOutboundOut(.head(reply.head)), promise: nil)
        context.write(wrapOutboundOut(.body(reply.body)), promise: promise)
    }

    private func writeEnd(_ data: NIOAny, _ context: ChannelHandlerContext, _ promise: EventLoopPromise<Void>?) {
        answersOwed = max(0, answersOwed - 1)
        guard mustEnd else { return context.write(data, promise: promise) }
        let written = promise ?? context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { [self] _ in end(context) }
        context.writeAndFlush(data, promise: written)
    }

    /// Closes our side; the other one when it has had time to read. To close both at once would reset the connection,
    /// and with it an answer that was not read yet.
    private func end(_ context: ChannelHandlerContext) {
        guard !isEnding else { return }
        isEnding = true
        requestDeadline?.cancel()
        context.close(mode: .output, promise: nil)
        lastWords = schedule(context, limits.linger) { context.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? HTTPParserError { parserError = error }
        context.fireErrorCaught(error)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        writeDeadline?.cancel()
        writeDeadline =
            context.channel.isWritable ? nil : schedule(context, limits.write) { context.close(promise: nil) }
        context.fireChannelWritabilityChanged()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        connections.remove(context.channel)
        for task in [requestDeadline, writeDeadline, lastWords] { task?.cancel() }
    }

    private func schedule(
        _ context: ChannelHandlerContext, _ delay: Duration, _ body: @escaping () -> Void
    ) -> Scheduled<Void> {
        context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(delay), body)
    }
}

@available(*, unavailable)
extension ConnectionGuard: Sendable {}
