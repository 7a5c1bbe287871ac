import Glibc

/// One accepted connection of a ``ScriptedPeer``; every wait ends when the peer is stopped.
struct PeerSocket: ~Copyable {
    /// A stream socket that no child inherits.
    static let type = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)

    private let descriptor: Int32
    private let stopper: Int32
    private var buffer: [UInt8] = []

    /// Waits for a client; nil when the peer is stopped.
    init?(acceptedFrom listener: Int32, stopper: Int32) {
        guard Self.wait(for: listener, POLLIN, stopper: stopper) else { return nil }
        descriptor = accept(listener, nil, nil)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        self.stopper = stopper
        var isOn: Int32 = 1
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<Int32>.size))
    }

    deinit { close(descriptor) }

    consuming func perform(_ script: [PeerStep], onCommand: ([String]) -> Void) {
        for step in script {
            guard perform(step, onCommand) else { return }
        }
    }

    /// False ends the connection.
    private mutating func perform(_ step: PeerStep, _ onCommand: ([String]) -> Void) -> Bool {
        switch step {
        case .answer(let text): return readCommand(onCommand) && send(text)
        case .ignore: return readCommand(onCommand)
        case .send(let text): return send(text)
        case .sendBytes(let bytes): return send(bytes)
        case .flood(let text, let count): return (0..<count).allSatisfy { _ in send(text) }
        case .drip(let text, let pause): return drip(text, pause)
        case .stall:
            while fill() {}
            return false
        case .close: return false
        case .reset:
            var lingering = linger(l_onoff: 1, l_linger: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &lingering, socklen_t(MemoryLayout<linger>.size))
            return false
        }
    }

    private func drip(_ text: String, _ pause: Int32) -> Bool {
        text.utf8.allSatisfy { byte in
            var waiting = pollfd(fd: stopper, events: Int16(POLLIN), revents: 0)
            return poll(&waiting, 1, pause) == 0 && send(String(UnicodeScalar(byte)))
        }
    }

    private func send(_ text: String) -> Bool { send(Array(text.utf8)) }

    private func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            guard Self.wait(for: descriptor, POLLOUT, stopper: stopper) else { return false }
            let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
            let count = rest.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, flags) }
            guard count > 0 || errno == EAGAIN else { return false }
            rest = rest.dropFirst(max(0, count))
        }
        return true
    }

    /// Reads until a whole command is there.
    private mutating func readCommand(_ onCommand: ([String]) -> Void) -> Bool {
        while true {
            if let (command, length) = Self.command(in: buffer) {
                buffer.removeFirst(length)
                onCommand(command)
                return true
            }
            guard fill() else { return false }
        }
    }

    private mutating func fill() -> Bool {
        guard Self.wait(for: descriptor, POLLIN, stopper: stopper) else { return false }
        var chunk = [UInt8](repeating: 0, count: 16 * 1024)
        let count = recv(descriptor, &chunk, chunk.count, 0)
        guard count > 0 else { return false }
        buffer += chunk.prefix(count)
        return true
    }

    /// The first command of the buffer and its length in bytes; nil when it is not complete.
    private static func command(in buffer: [UInt8]) -> ([String], Int)? {
        var position = 0
        func line() -> [UInt8]? {
            guard let end = buffer[position...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
            defer { position = end + 1 }
            return Array(buffer[position..<end - 1])
        }
        func number() -> Int? { line().flatMap { Int(String(decoding: $0.dropFirst(), as: UTF8.self)) } }
        guard let count = number() else { return nil }
        var arguments: [String] = []
        for _ in 0..<count {
            guard let length = number(), buffer.count >= position + length + 2 else { return nil }
            arguments.append(String(decoding: buffer[position..<position + length], as: UTF8.self))
            position += length + 2
        }
        return (arguments, position)
    }

    private static func wait(for descriptor: Int32, _ events: Int32, stopper: Int32) -> Bool {
        var both = [
            pollfd(fd: descriptor, events: Int16(events), revents: 0),
            pollfd(fd: stopper, events: Int16(POLLIN), revents: 0),
        ]
        while poll(&both, 2, -1) < 0 {
            guard errno == EINTR else { return false }
        }
        return both[1].revents == 0
    }
}
