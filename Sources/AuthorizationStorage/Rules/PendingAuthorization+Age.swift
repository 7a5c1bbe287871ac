import Credentials

extension PendingAuthorization {
    /// True when it was made too long ago, by its own time in whole seconds, or does not say when.
    func isExpired(at now: WallTime) -> Bool {
        guard let made = createdAt?.wholeSeconds else { return true }
        return now > made.advanced(bySeconds: Lifetime.pendingSeconds)
    }
}
