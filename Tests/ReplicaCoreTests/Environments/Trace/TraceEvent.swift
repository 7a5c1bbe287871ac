import Credentials

@testable import ReplicaCore

/// One thing that happened in or around one replica. What the invariants judge is made of these alone.
enum TraceEvent: Sendable {
    // MARK: what it is to do
    /// It says that it holds this text from now on.
    case applied(Version, text: [UInt8])
    case closedByOrder(EnvironmentName)
    case allClosed

    // MARK: inbound
    case registered(EnvironmentCredential, EnvironmentName)
    case unregistered(EnvironmentCredential, EnvironmentName)
    case swapped(EnvironmentGate)
    case delivered(EnvironmentName, UInt64)
    /// Somebody presented this, and was taken for a caller of that.
    case probed(EnvironmentCredential, EnvironmentName?)

    // MARK: outbound
    case startAsked(ClientToken, EnvironmentName, SDKKey?)
    case closeAsked(ClientToken)
    /// Upstream's view: a connection is open, and it is not any more.
    case opened(ClientToken)
    case ended(ClientToken)
    /// A start came to nothing.
    case startFailed(ClientToken)
    /// Upstream holds a start back.
    case startHeld(ClientToken)
    case eventsSent(EnvironmentName, as: EnvironmentCredential)
    case eventsStopped(EnvironmentName)
    /// Upstream has this update for an environment.
    case upstreamChanged(EnvironmentName, UInt64)

    // MARK: what it says of itself
    case status([EnvironmentName: EnvironmentStatus])
    /// Anything that it prints.
    case printed(String)

    // MARK: what its history says
    case noted(EnvironmentNote)
    case ready

    // MARK: marks
    /// An input was handled, whole.
    case settled
    /// Nothing is under way; the store holds these versions.
    case quiet([EnvironmentID: Version])
}

struct TraceEntry: Sendable {
    let replica: Int
    let time: Moment
    let event: TraceEvent
}
