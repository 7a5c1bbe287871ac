/// What is done at each time, and by whom.
extension TokenTimes {
    /// The replica that does it.
    func doer(of stream: Stream, _ index: UInt64) -> UInt32 {
        UInt32(truncatingIfNeeded: draw(stream, index, salt: 1) % UInt64(load.replicas)) + 1
    }

    /// Nil when it makes no sense then: a session has hardly begun, or nothing was exchanged yet that could be reused.
    func task(of stream: Stream, _ index: UInt64) -> TokenTask? {
        guard let time = time(of: stream, index) else { return nil }
        switch stream {
        case .open: return .open(family: UInt32(truncatingIfNeeded: index))
        case .use: return use(index, at: time)
        case .rotate: return rotation(index, at: time)
        case .revoke:
            return settled(in: place(stream, index), at: time).map {
                .revoke(family: $0.family, generation: $0.generation)
            }
        case .makeCode: return .makeCode(family: code(index))
        case .redeem: return .redeem(family: code(index))
        case .replay: return replay(index, at: time)
        }
    }

    private func code(_ index: UInt64) -> UInt32 { TokenFamilies.firstCode + UInt32(truncatingIfNeeded: index) }

    private func rotation(_ index: UInt64, at time: UInt64) -> TokenTask? {
        let place = index % UInt64(max(1, load.sessions))
        guard let family = family(in: place, at: time), isOld(family, at: time) else { return nil }
        return .rotate(family: family, generation: generation(of: family, at: time))
    }

    /// Most uses are of access tokens; some of one that was exchanged before.
    private func use(_ index: UInt64, at time: UInt64) -> TokenTask? {
        guard let standing = settled(in: place(.use, index), at: time) else { return nil }
        let (family, generation) = (standing.family, standing.generation)
        switch draw(.use, index, salt: 3) % 8 {
        case 0: return .readRefresh(family: family, generation: generation)
        case 1: return .touch(user: load.user(of: family))
        case 2 where generation > 0: return .readAccess(family: family, generation: generation - 1)
        default: return .readAccess(family: family, generation: generation)
        }
    }

    /// Seconds.
    private static var oldestReplay: UInt64 { 5 }

    /// Every other one is of a code, where there are codes.
    private func replay(_ index: UInt64, at time: UInt64) -> TokenTask? {
        if load.redeem > 0, index % 2 == 0 {
            let redeemed = firstIndex(of: .redeem, from: time - min(time, Self.patience))
            let age = draw(.replay, index, salt: 4) % (Self.oldestReplay * UInt64(load.redeem))
            return redeemed > 0 ? .replay(family: code(redeemed - 1 - min(redeemed - 1, age))) : nil
        }
        guard let standing = settled(in: place(.replay, index), at: time), standing.generation > 0 else { return nil }
        return .reuse(family: standing.family, generation: standing.generation - 1)
    }

    /// What stands in a place, as far as it has had the time to get there.
    private func settled(in place: UInt64, at time: UInt64) -> WatchedFamily? {
        guard let family = family(in: place, at: time), isOld(family, at: time) else { return nil }
        let earlier = time - min(time, Self.patience / 2)
        return WatchedFamily(family: family, generation: generation(of: family, at: earlier))
    }

    private func isOld(_ family: UInt32, at time: UInt64) -> Bool {
        self.time(of: .open, UInt64(family)).map { $0 + Self.patience <= time } ?? false
    }

    private func place(_ stream: Stream, _ index: UInt64) -> UInt64 {
        draw(stream, index, salt: 2) % UInt64(max(1, load.sessions))
    }

    /// SplitMix64 over the seed, the stream and the index: the same for everybody.
    private func draw(_ stream: Stream, _ index: UInt64, salt: UInt64) -> UInt64 {
        var state = load.seed ^ UInt64(stream.rawValue + 1) &* 0xD6E8_FEB8_6659_FD93 ^ salt << 56
        state &+= (index &+ 1) &* 0x9E37_79B9_7F4A_7C15
        state = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        state = (state ^ (state >> 27)) &* 0x94D0_49BB_1331_11EB
        return state ^ (state >> 31)
    }
}
