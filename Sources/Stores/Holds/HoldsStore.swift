import Credentials

/// Takes the result of one call on the holdings, exactly once.
package typealias HoldsAnswer<Success> = (Result<Success, HoldsStoreError>) -> Void

/// Who holds what, as one process sees it (specs/versions.md section 7).
///
/// Each call is answered exactly once; by the Redis store later and on the loop's thread, by the memory twin at once. A
/// write that fails says whether it may have taken effect; all of them may be sent again.
package protocol HoldsStore: AnyObject {
    // MARK: what a replica may write

    /// Writes a replica's entry, with Redis' time, over any of an earlier incarnation or of its own, or that is damaged.
    func write(_ claim: HoldsClaim, of replica: ReplicaName, _ done: @escaping HoldsAnswer<HoldsWrite>)
    /// Takes a replica's entry away; false when there is none, or one of a later incarnation.
    func remove(_ replica: ReplicaName, incarnation: UInt32, _ done: @escaping HoldsAnswer<Bool>)

    // MARK: what the operator may do

    /// Reads every entry, and Redis' time after that.
    func read(_ done: @escaping HoldsAnswer<HoldsReading>)
    /// Takes one field away, whatever it holds; false when there is none.
    func forget(_ field: [UInt8], _ done: @escaping HoldsAnswer<Bool>)
    /// Takes away what is older than 24 h; says how many entries that were.
    func prune(_ done: @escaping HoldsAnswer<Int>)
}
