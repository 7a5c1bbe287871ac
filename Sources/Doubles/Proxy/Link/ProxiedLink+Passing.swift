import RedisLink

/// Reading and writing.
extension ProxiedLink {
    func ready(_ side: Side, _ readiness: DescriptorWatch.Readiness) {
        switch (stage, readiness) {
        case (.closed, _): return
        case (.held, _): close()  // the peer gave up
        case (.connecting, .failed): reset()
        case (.connecting, .ready): connected()
        case (.open, .failed): failed(side)
        case (.open, .ready(let interest)): ready(side, for: interest)
        }
    }

    private func ready(_ side: Side, for interest: DescriptorWatch.Interest) {
        if interest.contains(.broken), let end = end(side), LoopbackSocket.takeError(of: end.descriptor) != 0 {
            return failed(side)
        }
        if interest.contains(.readable) { read(side == .peer ? .towardsNode : .fromNode) }
        guard stage == .open else { return }
        guard interest.contains(.writable) else { return rearm() }
        let way: LinkWay = side == .peer ? .fromNode : .towardsNode
        self[way].isBlocked = false
        pump(way)
    }

    private func read(_ way: LinkWay) {
        guard self[way].pipe.wantsToRead, let source = source(of: way) else { return }
        switch source.read(into: scratch) {
        case .bytes(let count): pass(UnsafeRawBufferPointer(rebasing: scratch[..<count]), way)
        case .end:
            self[way].pipe.end(.finish, at: now)
            pump(way)
        case .nothingYet: break
        case .failed: failed(way == .towardsNode ? .peer : .node)
        }
    }

    /// Most bytes go right through, without a copy of ours.
    private func pass(_ bytes: UnsafeRawBufferPointer, _ way: LinkWay) {
        guard self[way].pipe.isClear else {
            self[way].pipe.append(bytes, at: now)
            return pump(way)
        }
        guard let sent = write(bytes, way), sent < bytes.count else { return }
        self[way].isBlocked = true
        self[way].pipe.append(bytes[sent...], at: now)
    }

    /// How many bytes the sink took; nil when it has failed, and everything that follows from that was done.
    private func write(_ bytes: UnsafeRawBufferPointer, _ way: LinkWay) -> Int? {
        guard let sink = sink(of: way) else { return nil }
        switch sink.write(bytes) {
        case .bytes(let count):
            listener.counts.passed(count, way)
            return count
        case .failed:
            failed(way == .towardsNode ? .node : .peer)
            return nil
        }
    }

    /// Does what the pipe says, until it has to wait for something. Ends: each turn writes, ends, or leaves.
    func pump(_ way: LinkWay) {
        loop: while stage == .open, !self[way].isBlocked {
            switch self[way].pipe.next(at: now) {
            case .write(let most): guard writeWaiting(most, way) else { return }
            case .wait(let time):
                timer(of: way).set(at: time)
                break loop
            case .end(.finish): finish(way)
            case .end(.reset): return reset()
            case .nothing: break loop
            }
        }
        rearm()
    }

    /// False when the sink has failed.
    private func writeWaiting(_ most: Int, _ way: LinkWay) -> Bool {
        let bytes = self[way].pipe.first.prefix(most)
        guard let sent = bytes.withUnsafeBytes({ write($0, way) }) else { return false }
        self[way].pipe.wrote(sent, at: now)
        if sent < most { self[way].isBlocked = true }
        return true
    }

    private func finish(_ way: LinkWay) {
        sink(of: way)?.finish()
        self[way].pipe.endedSink()
        if self[.towardsNode].pipe.hasEnded, self[.fromNode].pipe.hasEnded { close() }
    }

    /// A socket is broken. What it said before is passed on, then its other side is told, unless a blackhole is between them:
    /// then the other side hears nothing until that ends.
    private func failed(_ side: Side) {
        let (from, to): (LinkWay, LinkWay) = side == .peer ? (.towardsNode, .fromNode) : (.fromNode, .towardsNode)
        drain(from)
        guard stage == .open else { return }
        end(side)?.close()
        self[to].pipe.drop()
        self[from].pipe.end(.reset, at: now)
        if peer?.isOpen != true, node?.isOpen != true { return close() }
        pump(from)
    }

    /// What came before the error is still there to be read; the pipe bounds it.
    private func drain(_ way: LinkWay) {
        while stage == .open, self[way].pipe.wantsToRead, let source = source(of: way), source.isOpen {
            guard case .bytes(let count) = source.read(into: scratch) else { return }
            self[way].pipe.append(UnsafeRawBufferPointer(rebasing: scratch[..<count]), at: now)
        }
    }

    func rearm() {
        guard stage == .open else { return }
        peer?.arm(interest(reading: .towardsNode, writing: .fromNode))
        node?.arm(interest(reading: .fromNode, writing: .towardsNode))
    }

    /// Also an end that we have nothing to read from may be reset, and the other must be told. Not after both have finished
    /// with it: that would be told again and again.
    private func hearsBreaks(_ reading: LinkWay, _ writing: LinkWay) -> Bool {
        !self[reading].pipe.isHeld && !self[writing].pipe.hasEnded
    }

    private func interest(reading: LinkWay, writing: LinkWay) -> DescriptorWatch.Interest {
        var interest: DescriptorWatch.Interest = []
        if self[reading].pipe.wantsToRead { interest.insert(.readable) }
        if self[writing].isBlocked, !self[writing].pipe.isHeld { interest.insert(.writable) }
        return interest.isEmpty && hearsBreaks(reading, writing) ? .broken : interest
    }
}
