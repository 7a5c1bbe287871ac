import Credentials
import History

/// What the coordinator tells a replica.
package enum ReplicaOrder: Equatable, Sendable {
    /// The answer to `hello`.
    case welcome(ReplicaConfiguration)
    /// Probe these from now on; answered with `knows` of the same number.
    case know(number: UInt32, [KnownToken])
    /// Judge this text as a request would be; answered with `judged` of the same number.
    case judge(number: UInt32, text: Secret)
    /// The wall clock is off by this from now on, and drifts by so many parts per million; answered with `skewed` of the
    /// same number.
    case skew(number: UInt32, offset: Int64, drift: Int32)
    /// The password of its Redis user is this one from now on.
    case password(Secret)
    /// Close probe runs, say `ended`, exit 0.
    case stop
}

/// What a replica tells the coordinator.
package enum ReplicaReport: Equatable, Sendable {
    case hello(Life, pid: Int32)
    case ready(confirmed: Bool)
    /// All its Redis links are up for the first time.
    case settled
    case knows(number: UInt32)
    case judged(number: UInt32, isAccepted: Bool)
    case skewed(number: UInt32)
    /// The replica made a key of its own, because none was effective after its first read.
    case generated(Secret)
    /// It cannot go on; the sentence holds no secret. It exits 3 after this.
    case failed(String)
    /// The end message: a replica that exits without it has failed.
    case ended
}
