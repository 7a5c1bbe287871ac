import RedisLink

/// One connection of a client: one request, one answer, and then its end.
final class AuthorizationConnection {
    private enum Stage {
        case reading
        /// The answer waits for its time.
        case delaying(AuthorizationServer.Reply)
        case writing
        /// Everything is sent: until the client has read it, what it still says is thrown away. A close with bytes unread
        /// would reset the connection and take the answer with it.
        case ending
        /// It never gets an answer.
        case hanging
        case closed
    }

    private let host: AuthorizationHost
    private var end: LinkEnd?
    private var timer: LoopTimer?
    private var stage = Stage.reading
    private var parser = HTTPRequestParser()
    private var outgoing = OutgoingResponse()

    /// A client that says nothing, and one that does not hang up.
    private static let patience: UInt64 = 30_000_000_000
    private static let farewell: UInt64 = 2_000_000_000

    init(owning descriptor: Int32, host: AuthorizationHost) {
        self.host = host
        end = LinkEnd(owning: descriptor, on: host.loop) { [unowned self] readiness in
            withExtendedLifetime(self) { ready(readiness) }
        }
        timer = LoopTimer(on: host.loop) { [unowned self] in
            withExtendedLifetime(self) { timeCame() }
        }
    }

    func begin() {
        end?.arm(.readable)
        timer?.set(after: Self.patience)
    }

    func close() {
        if case .closed = stage { return }
        stage = .closed
        end?.close()
        timer = nil
        host.ended(self)
    }

    private func reset() {
        end?.reset()
        close()
    }

    private func ready(_ readiness: DescriptorWatch.Readiness) {
        guard case .ready(let interest) = readiness else { return close() }
        if interest.contains(.readable) { read() }
        if case .writing = stage, interest.contains(.writable) { write() }
    }

    private func read() {
        guard let end else { return }
        switch end.read(into: host.scratch) {
        case .bytes(let count):
            if case .reading = stage { take(UnsafeRawBufferPointer(rebasing: host.scratch[..<count])) }
        case .end: clientFinished()
        case .nothingYet: return
        case .failed: close()
        }
    }

    /// A client that has asked may finish its side and still wait for the answer; we do not hear more of it.
    private func clientFinished() {
        switch stage {
        case .reading, .ending, .hanging: close()
        case .delaying: end?.arm([])
        case .writing: end?.arm(.writable)
        case .closed: return
        }
    }

    private func take(_ bytes: UnsafeRawBufferPointer) {
        switch parser.append(bytes) {
        case .needsMore(sayContinue: true): sayContinue()
        case .needsMore: return
        case .request(let request): answer(host.answer(to: request))
        case .refused(let status): answer(AuthorizationServer.Reply(response: .error(status, "invalid_request")))
        }
    }

    /// A line as short as this fits into the buffer of a socket that nothing was written to.
    private func sayContinue() {
        _ = Array("HTTP/1.1 100 Continue\r\n\r\n".utf8).withUnsafeBytes { end?.write($0) }
    }

    private func answer(_ reply: AuthorizationServer.Reply) {
        stage = .delaying(reply)
        guard reply.delay > 0 else { return deliver(reply) }
        timer?.set(after: reply.delay)
    }

    private func deliver(_ reply: AuthorizationServer.Reply) {
        switch reply.delivery {
        case .reset: return reset()
        case .hang:
            stage = .hanging
            timer?.cancel()
        case .whole, .drip:
            outgoing = OutgoingResponse(reply)
            stage = .writing
            write()
        }
    }

    /// Writes what may be written now.
    private func write() {
        while case .writing = stage {
            guard let chunk = outgoing.next else { return finish() }
            guard case .bytes(let count)? = chunk.withUnsafeBytes({ end?.write($0) }) else { return close() }
            outgoing.wrote(count)
            if let pause = outgoing.pause, count > 0 {
                end?.arm(.readable)
                timer?.set(after: pause)
                return
            }
            if count < chunk.count {
                end?.arm([.readable, .writable])
                timer?.set(after: Self.patience)
                return
            }
        }
    }

    private func finish() {
        if let client = outgoing.registered { host.answered(client) }
        stage = .ending
        end?.finish()
        end?.arm(.readable)
        timer?.set(after: Self.farewell)
    }

    private func timeCame() {
        switch stage {
        case .delaying(let reply): deliver(reply)
        case .writing where outgoing.pause != nil: write()
        case .reading, .writing, .ending, .hanging: close()
        case .closed: return
        }
    }
}

/// The bytes of a response, as they go out.
private struct OutgoingResponse {
    private var waiting: ArraySlice<UInt8> = []
    /// Bytes of a flood that are not made yet.
    private var flood: UInt64 = 0
    private var mostAtOnce = Int.max
    /// After each piece; nil when it goes out as fast as it can.
    private(set) var pause: UInt64?
    private(set) var registered: String?

    private static let floodPiece = [UInt8](repeating: UInt8(ascii: "x"), count: 64 * 1024)

    init() {}

    init(_ reply: AuthorizationServer.Reply) {
        registered = reply.registered
        waiting = reply.response.head[...]
        switch reply.response.body {
        case .bytes(let bytes): waiting += bytes
        case .flood(let count, _): startFlood(count)
        }
        guard case .drip(let count, let pause) = reply.delivery else { return }
        mostAtOnce = max(1, count)
        self.pause = pause
    }

    /// It begins like a document.
    private mutating func startFlood(_ count: UInt64) {
        let begin = Array("{\"client_id\":\"".utf8).prefix(Int(min(count, 14)))
        waiting += begin
        flood = count - UInt64(begin.count)
    }

    /// What to write next; nil at the end.
    var next: ArraySlice<UInt8>? {
        mutating get {
            if waiting.isEmpty, flood > 0 {
                let count = min(flood, UInt64(Self.floodPiece.count))
                waiting = Self.floodPiece.prefix(Int(count))
                flood -= count
            }
            return waiting.isEmpty ? nil : waiting.prefix(mostAtOnce)
        }
    }

    mutating func wrote(_ count: Int) { waiting = waiting.dropFirst(count) }
}
