/// One thing that a client of the authorization server wants, at whatever replica it comes to.
package enum TokenTask: Equatable, Sendable {
    /// A session begins.
    case open(family: UInt32)
    case readAccess(family: UInt32, generation: UInt32)
    case readRefresh(family: UInt32, generation: UInt32)
    /// The user's identity was used.
    case touch(user: UInt32)
    case rotate(family: UInt32, generation: UInt32)
    /// A refresh token is used a second time; `generation` is the one that was exchanged for it.
    case reuse(family: UInt32, generation: UInt32)
    case revoke(family: UInt32, generation: UInt32)
    case makeCode(family: UInt32)
    case redeem(family: UInt32)
    case replay(family: UInt32)
}
