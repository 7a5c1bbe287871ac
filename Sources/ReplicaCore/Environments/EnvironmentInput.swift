import Credentials

/// What happens to the keeper of the environments. Every input comes with its `Moment`.
package enum EnvironmentInput: Equatable, Sendable {
    /// The process runs; links are not up yet. The first input.
    case started

    // MARK: the store of the documents
    /// The data link is up, authenticated, and ROLE on it said master.
    case linkUp
    case linkDown
    /// The subscription is confirmed; what was published before it may have been missed.
    case subscribed
    case subscriptionLost
    /// A message on the channel; nil for one that cannot be read.
    case pushed(EnvironmentMessage?)
    /// The answer to a `.readIndex`; each has exactly one, also when the link broke meanwhile.
    case indexEnded(Result<EnvironmentIndex, SlotReadFailure>)
    /// The answer to a `.readDocument`, one each.
    case documentEnded(EnvironmentID, Result<EnvironmentReading, SlotReadFailure>)
    /// The answer to a `.putBack`, one each.
    case putBackEnded(EnvironmentID, Result<EnvironmentPutBack, SlotReadFailure>)

    // MARK: the upstream clients
    /// The answer to a `.startClient`: it runs. `data` is the number of the latest update that it holds.
    case clientStarted(ClientToken, data: UInt64)
    /// The other answer to a `.startClient`: there is no client.
    case clientFailed(ClientToken, ClientFailure)
    /// A client that ran is gone: because it was closed, or because upstream or the network ended it.
    case clientClosed(ClientToken)
    /// A client received an update.
    case updated(ClientToken, data: UInt64)
    /// Upstream refused events that were sent as this credential, for good.
    case eventsRefused(EnvironmentName, EnvironmentCredential)

    // MARK: the rest
    /// One environment is to be closed, and stays so until it is deleted.
    case closeEnvironment(EnvironmentName)
    /// All of them are, for good: the process is about to end.
    case closeAll
    /// The process did not run for a while (frozen, starved) and does again.
    case resumed
    /// The time of `nextWake` has come, or something else woke the loop.
    case tick
}

/// What came of a `.putBack`: whether we wrote, and what stands there now.
package struct EnvironmentPutBack: Equatable, Sendable {
    package let didWrite: Bool
    package let stands: EnvironmentReading

    package init(didWrite: Bool, stands: EnvironmentReading) {
        self.didWrite = didWrite
        self.stands = stands
    }
}

/// One start of one upstream client; never used twice in a replica's life. What completes late, completes under the
/// token of its own start, and is not taken for a later one.
package struct ClientToken: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let number: UInt64
    package init(_ number: UInt64) { self.number = number }
    package static func < (left: Self, right: Self) -> Bool { left.number < right.number }
    package var description: String { "client \(number)" }
}

/// Why a start came to nothing.
package enum ClientFailure: String, Error, Equatable, Sendable {
    /// Upstream does not know the credential.
    case refused
    case unreachable
    case deadline
    /// Upstream said something that makes no sense.
    case nonsense
}
