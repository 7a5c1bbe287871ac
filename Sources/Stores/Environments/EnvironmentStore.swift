import Credentials

/// Takes the result of one call on the environment documents, exactly once.
package typealias EnvironmentAnswer<Success> = (Result<Success, EnvironmentStoreError>) -> Void

/// The environment documents of one deployment, as one process sees them (specs/versions.md section 9).
///
/// A document and its entry in the index change in one step, and each change is published whole. Each call is answered
/// exactly once; by the Redis store later and on the loop's thread, by the memory twin at once. A write that fails says
/// whether it may have taken effect.
package protocol EnvironmentStore: AnyObject {
    // MARK: what a replica does

    /// Reads which environments there are, and their versions.
    func index(_ done: @escaping EnvironmentAnswer<EnvironmentIndex>)
    /// Reads what stands under one of them.
    func read(_ id: EnvironmentID, _ done: @escaping EnvironmentAnswer<EnvironmentReading>)
    /// Puts a record back, byte for byte, where a lower one stands or none. What is damaged stays as it is.
    func putBack(_ record: EnvironmentRecord, _ done: @escaping EnvironmentAnswer<EnvironmentChange>)

    // MARK: what the owner of the environments does

    /// Writes a document under a new version, whatever stands there; its own version is not looked at.
    ///
    /// The document that stands there already is left with its version: so a retry changes nothing.
    /// - Parameter floor: the highest version that the writer knows, from itself and from replicas.
    func publish(_ document: EnvironmentDocument, floor: Epoch, _ done: @escaping EnvironmentAnswer<EnvironmentChange>)
    /// Deletes an environment, known or not: a tombstone with a version of its own takes its place.
    func delete(_ id: EnvironmentID, floor: Epoch, _ done: @escaping EnvironmentAnswer<EnvironmentChange>)
}

extension EnvironmentStore {
    /// What a message on the channel says.
    package func message(_ payload: [UInt8], at now: WallTime) -> EnvironmentMessage? {
        try? EnvironmentMessage(payload: payload, now: now)  // what is wrong with it is of no use: the store is read
    }
}

/// What a write of a document came to, as the script that tried it saw it.
package struct EnvironmentChange: Equatable, Sendable {
    package enum Effect: Equatable, Sendable {
        case wrote
        /// The same text stands there already.
        case alreadyDone
        /// What stands there is to stay: it is as high or higher, or damaged.
        case left
    }

    package let effect: Effect
    /// What stands there now.
    package let stands: EnvironmentReading

    package init(effect: Effect, stands: EnvironmentReading) {
        self.effect = effect
        self.stands = stands
    }

    package var didWrite: Bool { effect == .wrote }
}

/// Changes documents behind every script's back, as steps of a scenario do and as foreign hands would.
package protocol EnvironmentPlanter: AnyObject {
    /// Puts a text and an entry of the index there; nil takes one away. Nothing is published.
    func plant(
        _ id: EnvironmentID, text: [UInt8]?, entry: [UInt8]?, _ done: @escaping EnvironmentAnswer<Void>)
    /// Says something on the channel, an old message perhaps.
    func say(_ payload: [UInt8], _ done: @escaping EnvironmentAnswer<Void>)
}
