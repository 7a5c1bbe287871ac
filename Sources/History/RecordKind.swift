/// What a record says; the numbers are the file format and never change their meaning.
package enum RecordKind: UInt16, CaseIterable, Sendable {
    case runBegan = 1
    case runEnded, credentialNamed, fleetReady, stepBegan, stepEnded, operationInvoked, operationEnded, slotRead,
        slotLogged, heldBegan, heldEnded, faultProved, outsideProbe, inventory, redisClients, leftover, awaitEnded,
        roleChanged, sentinelSaid, slotLogForeign, keyRead

    case processForked = 32
    case processExited

    case started = 64
    case ready, applied, probeRun, spellingsDisagree, linkChanged, lagged, gapSeen, slotRefused, wroteSlot, probesOwed,
        clockSkewed, staleChanged, stopping, ended, recovered, keyChanged, keysLoaded, keyGap, keysDiverged, keysLost,
        keyWrittenBack, keysRecovered, keysSkipped, keysStale, routeCrossed

    case environmentNamed = 128
    case documentStated, upstreamSaw, upstreamUnread, statusEntry, statusEnded, documentApplied, documentTrouble,
        documentPutBack, documentsRecovered, credentialResolves, clientChanged, updateDelivered, eventsSent,
        environmentCrossed, environmentClosed

    case registrationLedger = 160
    case registrationRow, registrationListed, registrationUsed, registrationRequested, registrationAnswered,
        leaseChanged, registrationStored, registrationWithdrawn, registrationLeaked, registrationFailed,
        registrationShown

    case tokenDeed = 192
    case tokensOwed, tokensRaced, tokenOperated, tokenRaceBegan, tokenUserFound, tokensAudited
}
