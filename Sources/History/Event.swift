/// Everything that a process of a run may say. Each case is written by exactly one kind of process.
package enum Event: Equatable, Sendable {
    // MARK: the coordinator
    /// First record of a run. `wallOffset` = wall time - monotonic time, nanoseconds.
    case runBegan(wallOffset: Int64, seed: UInt64, replicas: UInt32)
    /// Last record of a run, with the offset measured again. Its time is when the checks stop judging: the processes
    /// are ended after it.
    case runEnded(wallOffset: Int64, interrupted: Bool)
    /// A credential got its number, before anybody used it.
    case credentialNamed(CredentialID, kind: CredentialKind, fingerprint: FingerprintBits, origin: CredentialOrigin)
    case fleetReady(replicas: UInt32)
    /// A step of the plan started; `planned` is its planned time. Steps count in the order of `Plan.flattenedSteps`.
    case stepBegan(step: UInt32, planned: UInt64)
    case stepEnded(step: UInt32, outcome: Outcome)
    /// A control operation is about to be sent; for a rotation `credential` is the new one. The record's time is the
    /// invocation. Operations are numbered from 0. `grace` of a key that is made is how long it lives, 0 for ever. `writer` is the replica that was told to do it, nil for an operator.
    case operationInvoked(
        UInt32, kind: OperationKind, credential: CredentialID, grace: UInt64, step: UInt32, writer: Life? = nil)
    /// Its outcome; the record's time is the return. `graceEnd` is Unix milliseconds, 0 for none. For `superseded`,
    /// `version` and `fingerprint` are those that stood there. Of a managed key the version is the revision of the change,
    /// without a nonce, and `graceEnd` is when a key that was made expires, or when one was first deactivated.
    /// `node` is the server that answered, `unknown` for a replica's.
    case operationEnded(
        UInt32, outcome: Outcome, version: VersionStamp, fingerprint: FingerprintBits, graceEnd: UInt64,
        node: NodeID = .first)
    /// One sample of the slot on one node; the record's time is the return.
    case slotRead(
        called: UInt64, content: SlotContent, version: VersionStamp, fingerprint: FingerprintBits,
        node: NodeID = .first)
    /// An entry of the slot's log. `writer` is nil for the operator; `redisTime` is Unix milliseconds of the server.
    case slotLogged(
        version: VersionStamp, fingerprint: FingerprintBits, by: WrittenBy, writer: Life?, redisTime: UInt64,
        node: NodeID = .first)
    /// One managed key as it stands on one node, written when that is another than at the last look; the record's time
    /// is the return. `deactivatedAt` is Unix milliseconds, 0 for none.
    case keyRead(
        CredentialID, state: KeyState, called: UInt64, revision: UInt64, deactivatedAt: UInt64, node: NodeID)
    /// Entries of the slot's log that no script of ours wrote: somebody else did.
    case slotLogForeign(count: UInt32, node: NodeID)
    /// A node says another role than when it was last asked, or for the first time. The record's time is the return of
    /// the question that said so; `called` is the call of it. A reign begins with `isPrimary`; the current primary is
    /// the node whose reign began last. A node that does not answer keeps the role that it said last.
    case roleChanged(NodeID, isPrimary: Bool, called: UInt64)
    /// What a Sentinel announced. `node` is the one that it speaks of, after a switch the new primary.
    case sentinelSaid(SentinelWord, sentinel: UInt8, node: NodeID)
    /// The record's time is h0, taken before the fault was asked for; `hold` pairs it with its end.
    case heldBegan(Life, why: HoldReason, hold: UInt32)
    /// The record's time is h1, taken after the end of the fault was proved.
    case heldEnded(Life, why: HoldReason, hold: UInt32)
    /// A fault provably took effect (pid gone, process stopped, connection refused, …). A step that injects a fault
    /// and has no such record makes the run inconclusive.
    case faultProved(step: UInt32, proof: FaultProof)
    /// One probe asked from outside, over the control socket; the record's time is the return.
    case outsideProbe(Life, CredentialID, verdict: ProbeRun.Verdict, called: UInt64)
    case inventory(Life, phase: InventoryPhase, descriptors: UInt32, threads: UInt32)
    /// What CLIENT LIST shows under the name of one life of a replica, at rest at the end of the run.
    case redisClients(Life, expected: UInt32, found: UInt32)
    /// What is left of one kind when everything should be gone (processes after the stop, keys in an external Redis).
    case leftover(LeftoverKind, count: UInt32)
    case awaitEnded(step: UInt32, met: Bool, missing: UInt32, firstMissing: ReplicaID?)

    // MARK: the zygote
    case processForked(ProcessRole, Life?, pid: Int32)
    /// `status` as wait(2) gives it.
    case processExited(ProcessRole, Life?, pid: Int32, status: Int32)

    // MARK: a replica (its region names it, the record's `incarnation` which life)
    case started(pid: Int32, configured: FingerprintBits, wallOffset: Int64)
    case ready(effective: FingerprintBits, confirmed: Bool)
    /// The replica's admin key is now this one. On a plain slot the version is zero.
    case applied(version: VersionStamp, fingerprint: FingerprintBits, credential: CredentialID, path: ApplyPath)
    case probeRun(ProbeRun)
    /// The four spellings of one credential got different verdicts; bit i of `accepted` is spelling i.
    case spellingsDisagree(CredentialID, accepted: UInt8, called: UInt64)
    case linkChanged(LinkRole, isUp: Bool, reason: UInt8)
    /// The loop was late: nothing ran from `from` until the record's time. Also written by the coordinator of itself.
    case lagged(from: UInt64)
    /// A message's predecessor was not the version in force.
    case gapSeen(own: VersionStamp, announced: VersionStamp)
    case slotRefused(SlotRefusal, version: VersionStamp)
    /// A write of the slot by the replica itself ended.
    case wroteSlot(by: WrittenBy, outcome: Outcome, version: VersionStamp, fingerprint: FingerprintBits)
    /// Probes that were planned and could not be made in time since the last such record.
    case probesOwed(UInt32)
    case clockSkewed(offset: Int64)
    /// The first good read after a failed one or a lost link; `lastGood` is the return of the good read before the trouble.
    case recovered(lastGood: UInt64)
    /// Privileged credentials are refused because the last good read is too old, or no longer so.
    case staleChanged(isStale: Bool)
    /// A managed key that the coordinator named came, changed or died in this replica's cache.
    case keyChanged(CredentialID, isEnabled: Bool, revision: UInt64, path: KeyPath)
    /// A walk through all managed keys has ended: everything up to `revision` is known, whatever each key says.
    case keysLoaded(revision: UInt64, keys: UInt32)
    /// A message's predecessor was not the revision held.
    case keyGap(own: UInt64, announced: UInt64)
    /// The store's history of managed keys is not the one that was read here: all is read again.
    case keysDiverged(own: UInt64, stands: UInt64)
    /// So many managed keys that were held here are gone from the store.
    case keysLost(UInt32)
    /// A deactivation that the store had lost was put back by this replica.
    case keyWrittenBack(CredentialID, revision: UInt64)
    /// As `recovered`, for the reads of managed keys.
    case keysRecovered(lastGood: UInt64)
    /// Rows or messages that could not be used, since the start.
    case keysSkipped(UInt32)
    /// As `staleChanged`, for managed keys.
    case keysStale(isStale: Bool)
    /// A credential opened a route that it must never open: a managed key an admin endpoint.
    case routeCrossed(CredentialID, called: UInt64)
    // MARK: facets of their own, of the coordinator and of replicas
    case environment(EnvironmentEvent)
    case registration(RegistrationEvent)
    case token(TokenEvent)

    case stopping
    /// The end message: without it an exit is a failure, even with status 0.
    case ended
}

/// One incarnation of one replica.
package struct Life: Hashable, Sendable, CustomStringConvertible {
    package let replica: ReplicaID
    package let incarnation: Incarnation
    package init(_ replica: ReplicaID, _ incarnation: Incarnation) {
        self.replica = replica
        self.incarnation = incarnation
    }
    package var description: String { "\(replica).\(incarnation)" }
}

package enum CredentialKind: UInt8, CaseIterable, Sendable {
    case adminKey = 1, internalToken, managedKey, sdkKey, mobileKey, environmentID, registration
}

package enum CredentialOrigin: UInt8, Sendable {
    /// In force when the fleet starts: planted before, or the bootstrap's winner.
    case initial = 1
    /// Made by a step.
    case fresh
    /// The ADMIN_KEY of one replica or of all, that may or may not win the bootstrap.
    case configured
    /// Never published: must be refused always.
    case neverIssued
}

package enum Outcome: UInt8, Sendable {
    case ok = 1, failed, unconfirmed, unknown, superseded, lost
}

package enum OperationKind: UInt8, Sendable {
    case rotate = 1, revoke, endGrace
    /// Deletes or damages the slot by intent, until the next good write.
    case damage
    /// Takes the data away (Redis restarted empty), until the next good write.
    case dataLoss
    case createKey, deactivateKey
    /// Of an environment; `credential` is its id.
    case publishDocument, deleteDocument
}

package enum KeyState: UInt8, Sendable {
    case absent = 1, active, deactivated, damaged
}

/// How a managed key's record came to a replica.
package enum KeyPath: UInt8, Sendable, CaseIterable {
    case load = 1, poll, push
    /// The replica itself was told to make the change.
    case local
    case writeBack
}

package enum SlotContent: UInt8, Sendable {
    case absent = 1, good, blank, malformed, unreadable
}

package enum WrittenBy: UInt8, Sendable {
    case bootstrap = 1, rotate, revoke, repair, endGrace
    /// SET NX of a confirmed value, on a plain slot.
    case replant
}

package enum HoldReason: UInt8, Sendable {
    case frozen = 1, cutOff, redisDown, dead, starved
}

package enum FaultProof: UInt8, Sendable {
    case processGone = 1, processStopped, connectionRefused, connectionsClosed, slotChanged, clockChanged, dataGone,
        processStarted
    /// Another node is primary, and as many Sentinels as were asked for say so.
    case roleMoved
    /// A proxy holds, resets, delays or slows what crosses the link.
    case bytesStopped, linkSlowed
    /// Nobody is let in with the old password any more, and no connection that was is left.
    case passwordChanged
    /// A write of the coordinator's own was refused for want of memory, or had to wait.
    case writesRefused, writesPaused
    /// The authorization server met requests with what it was told to do to them.
    case requestsMet
    /// It took secrets of live clients out of force.
    case secretsEnded
    /// A row that stood in the store is gone.
    case rowGone
    /// Every replica was ended, the store emptied, and who was to begin has begun: from here on the authorization server,
    /// which was held until then, answers.
    case serverReleased
    /// Upstream held, reset or refused a start by order.
    case startsTouched
    case documentPlanted
}

package enum SentinelWord: UInt8, Sendable, CaseIterable {
    /// `+sdown`, `+odown` of a primary.
    case subjectivelyDown = 1, objectivelyDown
    case tryFailover, electedLeader, switchMaster, failoverEnd
    /// `-failover-abort-*`: the election ended without a new primary; the next one comes after twice the time-out.
    case failoverAborted
}

package enum InventoryPhase: UInt8, Sendable {
    case baseline = 1, end
}

package enum LeftoverKind: UInt8, Sendable {
    case processes = 1, keys
    /// Entries of an index whose record is gone.
    case indexMembers
}

package enum ProcessRole: UInt8, Sendable {
    case replica = 1, redis, sentinel, helper
}

package enum ApplyPath: UInt8, Sendable, CaseIterable {
    /// The key of the replica's own configuration, before any good read.
    case configuration = 1
    case push, poll, start, repair, bootstrap
    /// A program that says nothing of itself: an answer of it showed that it follows the slot. The version is zero, and
    /// the fingerprint none where it refused a key that it had accepted.
    case outside
}

package enum LinkRole: UInt8, Sendable {
    case data = 1, push
}

package enum SlotRefusal: UInt8, Sendable {
    case lower = 1, blank, malformed, absent, poisoned, wrongType, conflicting, overlapping
}
