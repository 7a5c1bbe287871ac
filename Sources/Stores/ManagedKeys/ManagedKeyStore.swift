import Credentials

/// Takes the result of one call on the managed keys, exactly once.
package typealias ManagedKeyAnswer<Success> = (Result<Success, ManagedKeyStoreError>) -> Void

/// The managed keys of one deployment, as one process sees them (specs/versions.md section 8).
///
/// Record, index by hash, index of changes and revision change in one step. Each call is answered exactly once; by the
/// Redis store later and on the loop's thread, by the memory twin at once. A write that fails says whether it may have
/// taken effect.
package protocol ManagedKeyStore: AnyObject {
    /// Stores a new key. An id or a hash that is taken is refused, except by the same creation: a retry is already done.
    ///
    /// - Parameter floor: the highest revision that the writer knows.
    func create(_ key: NewManagedKey, floor: Epoch, _ done: @escaping ManagedKeyAnswer<ManagedKeyChange>)

    /// Deactivates a key for ever; one that is deactivated already is left as it is.
    ///
    /// - Parameter first: when it was deactivated before, if that was lost meanwhile; nil for now.
    func deactivate(
        _ id: ManagedKeyID, first: WallTime?, floor: Epoch, _ done: @escaping ManagedKeyAnswer<ManagedKeyChange>)

    /// Reads one record; nil when there is none.
    func record(_ id: ManagedKeyID, _ done: @escaping ManagedKeyAnswer<ManagedKeyRecord?>)

    /// Reads the changes after a revision, a page of them.
    func changes(_ query: ManagedKeyQuery, _ done: @escaping ManagedKeyAnswer<ManagedKeyPage>)
}

/// What a write of a managed key came to.
package struct ManagedKeyChange: Equatable, Sendable {
    /// False when it was done before, by this creation or by any deactivation: then nothing was written.
    package let didWrite: Bool
    /// What stands now.
    package let record: ManagedKeyRecord

    package init(didWrite: Bool, record: ManagedKeyRecord) {
        self.didWrite = didWrite
        self.record = record
    }
}
