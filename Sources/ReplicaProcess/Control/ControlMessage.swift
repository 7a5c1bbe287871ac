import Credentials
import History

/// What the coordinator tells a replica.
package enum ReplicaOrder: Equatable, Sendable {
    /// The answer to `hello`.
    case welcome(ReplicaConfiguration)
    /// Probe these from now on; answered with `knows` of the same number.
    case know(number: UInt32, [KnownToken])
    /// Judge this text as a request to such a route would be; answered with `judged` of the same number.
    case judge(number: UInt32, text: Secret, on: JudgedRoute)
    /// Make this managed key, of which it was told, in the store; answered with `keyWritten` of the same number.
    case createKey(number: UInt32, CredentialID)
    /// Deactivate this one; answered likewise.
    case deactivateKey(number: UInt32, CredentialID)
    /// Show all environments as they are at one moment; answered with `environmentStatus` of the same number, once or more.
    case environmentStatus(number: UInt32)
    /// Close the environment of this id for good; answered with `environmentClosed` of the same number.
    case closeEnvironment(number: UInt32, CredentialID)
    /// The wall clock is off by this from now on, and drifts by so many parts per million; answered with `skewed` of the
    /// same number.
    case skew(number: UInt32, offset: Int64, drift: Int32)
    /// The password of its Redis user is this one from now on.
    case password(Secret)
    /// Close probe runs, say `ended`, exit 0.
    case stop
}

/// How a replica's write of a managed key ended.
package struct KeyWrite: Equatable, Sendable {
    package let outcome: Outcome
    /// Of the record that stands now; 0 when that is not known.
    package let revision: UInt64
    /// Unix milliseconds: the end of a key that was made, the first deactivation of one that was deactivated; 0 for none.
    package let time: UInt64
    package init(outcome: Outcome, revision: UInt64 = 0, time: UInt64 = 0) {
        self.outcome = outcome
        self.revision = revision
        self.time = time
    }
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
    /// A create or a deactivation has ended, and from here on it holds in this replica.
    case keyWritten(number: UInt32, KeyWrite)
    /// Some of its environments; all parts of one answer are of one moment.
    case environmentStatus(number: UInt32, [EnvironmentReport], isLast: Bool)
    /// The environment resolves nothing any more, and its clients are closed. False: there was no such environment, or
    /// upstream took too long to notice.
    case environmentClosed(number: UInt32, isDone: Bool)
    /// The replica made a key of its own, because none was effective after its first read.
    case generated(Secret)
    /// The key that it made stands in the slot, or another one's does: this is the one in force.
    case wonKey(Secret)
    /// Its HTTP face listens there, on the loopback.
    case listening(port: UInt16)
    /// It cannot go on; the sentence holds no secret. It exits 3 after this.
    case failed(String)
    /// The end message: a replica that exits without it has failed.
    case ended
}
