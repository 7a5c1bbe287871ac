import Credentials

/// What the driver has to do, in this order. When to wake again is not an effect: see `nextWake`.
package enum EnvironmentEffect: Equatable, Sendable {
    // MARK: the store of the documents
    /// Read the index; exactly one of these is in flight at a time.
    case readIndex
    /// Read one document; of one environment one at a time.
    case readDocument(EnvironmentID)
    /// Write this record where a lower one stands or none; one at a time.
    case putBack(EnvironmentRecord)

    // MARK: inbound
    /// Make the streams and handlers of a credential, once. It resolves after the `.swap` that follows.
    case register(EnvironmentCredential, EnvironmentName)
    /// From here on decisions are made by this.
    case swap(EnvironmentGate)
    /// Close the streams and handlers of a credential, which does not resolve any more: whoever is disconnected and
    /// comes back at once is refused.
    case unregister(EnvironmentCredential, EnvironmentName)
    /// The environment's data changed: say so on all its streams. Each number once, in their order.
    case deliver(EnvironmentName, data: UInt64)

    // MARK: outbound
    /// Start a client; answered by `clientStarted` or `clientFailed`, exactly once.
    case startClient(ClientStart)
    /// Close a client that runs; answered by `clientClosed`, exactly once.
    case closeClient(ClientToken)
    /// From here on send the events of this kind as this credential, whatever upstream said to the one before it.
    case sendEvents(EnvironmentName, as: EnvironmentCredential)
    /// Send no more events of any kind.
    case stopEvents(EnvironmentName)

    // MARK: the rest
    /// The first read has ended: the replica may answer now.
    case ready
    /// For the history, with the time of the input.
    case note(EnvironmentNote)
}

package struct ClientStart: Equatable, Sendable {
    package let token: ClientToken
    package let environment: EnvironmentName
    /// Nil for an offline environment: its client connects to nobody.
    package let key: SDKKey?

    package init(token: ClientToken, environment: EnvironmentName, key: SDKKey?) {
        self.token = token
        self.environment = environment
        self.key = key
    }
}

/// What the history may want to know; no secret in it prints.
package enum EnvironmentNote: Equatable, Sendable {
    package enum Path: String, Sendable { case start, poll, push, putBack }

    /// A document, or a deletion, is in force here.
    case applied(EnvironmentID, version: Version, isTombstone: Bool, path: Path)
    /// What a document did to one credential, or an end.
    case credential(EnvironmentName, CredentialNotice)
    case removed(EnvironmentName)
    case closed(EnvironmentName)
    /// The store lost a document: an entry is missing, or lower than what is held here.
    case lost(EnvironmentID, held: Version)
    /// What the store had lost stands there again, and we wrote it.
    case putBack(EnvironmentID, version: Version)
    /// What stood there, or was said, is no record. Told when that is news.
    case malformed(EnvironmentID?, MalformedDocument?)
    /// Two texts have one number; the digest decides.
    case conflict(EnvironmentID, held: Version, other: Version)
    /// A message's predecessor was not the version held: the index is read.
    case gap(EnvironmentID, held: Version?, announced: Version?)
    /// The first good read after trouble; `lastGood` is when the one before it ended.
    case recovered(lastGood: SteadyTime)
    case clientFailed(ClientToken, EnvironmentName, ClientFailure)
    /// Upstream or the network ended a client that is wanted; it is started again.
    case clientLost(ClientToken, EnvironmentName)
    /// A start completed that nobody wants any more, and is closed.
    case clientLate(ClientToken, EnvironmentName)
}
