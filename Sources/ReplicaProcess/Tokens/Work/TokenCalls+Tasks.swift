import History

extension TokenCalls {
    /// What a client wants, and what the authorization server does about it.
    func perform(_ task: TokenTask) async {
        switch task {
        case .open(let family):
            await mint(family, 0)
            await storeUpstream(family)
        case .readAccess(let family, let generation): await readAccess(family, generation)
        case .readRefresh(let family, let generation): await readRefresh(family, generation)
        case .touch(let user): await touch(user)
        case .rotate(let family, let generation): _ = await rotate(family, generation)
        case .reuse(let family, let generation): await reuse(family, generation)
        case .revoke(let family, let generation):
            await end(family)
            await readBoth(family, generation)
        case .makeCode(let family): _ = await makeCode(family)
        case .redeem(let family): if await redeem(family) == .done { _ = await mintAccess(family, 0) }
        case .replay(let family): await replay(family)
        }
    }

    /// Whoever uses a token twice is a thief, or was robbed: nothing of the family may be good afterwards.
    private func reuse(_ family: UInt32, _ generation: UInt32) async {
        _ = await rotate(family, generation, as: .reuse)
        await readBoth(family, generation + 1)
    }

    /// The server that sees a code for the second time revokes what was minted for it (RFC 6749, section 4.1.2).
    private func replay(_ family: UInt32) async {
        guard await redeem(family, as: .replay) == .used else { return }
        await revoke(family)
        await readAccess(family, 0)
    }

    private func readBoth(_ family: UInt32, _ generation: UInt32) async {
        await readAccess(family, generation)
        await readRefresh(family, generation)
    }
}
