import History
import ReplicaProcess

/// What the coordinator tells the prober.
enum ProberOrder: Equatable, Sendable {
    /// The first one.
    case pace(ProberPace)
    /// Ask about these from now on; answered with `knows` of the same number, unless that is zero.
    case know(number: UInt32, [KnownToken])
    /// A life has begun: ask it.
    case watch(ProbeTarget)
    /// It has ended, or is about to.
    case leave(Life)
}

/// What the prober says.
enum ProberReport: Equatable, Sendable {
    case hello(pid: Int32)
    case knows(number: UInt32)
    /// It was answered for the first time: the replica is ready.
    case answers(Life)
    /// It has been asked so often that whatever it starts on demand has started; the prober's connection to it is open.
    case warm(Life)
    /// Another answer than before, or the first one.
    case verdict(Life, CredentialID, isAccepted: Bool)
    /// Why there is no answer, or none that means something; the sentence holds no secret.
    case trouble(Life, String)
}
