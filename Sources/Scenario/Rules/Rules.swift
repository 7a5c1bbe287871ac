/// What holds across the sections and steps of a scenario.
///
/// A rule reports and changes nothing; a new rule is a file in this folder and a line here.
enum Rules {
    static let all: [@Sendable (PlanDraft, FindingLog) -> Void] = [
        replicasExist, topologyCanDoSteps, externalRedisIsLeftAlone, redisIsUpOrDown, previousKeyExists,
        slotIsNotEmpty, managedKeysAreLookedAt, managedKeysAreNotTooMany, firstKeyIsFirst, keysToDeactivateExist,
        registrationsAreResolved, leasesAreTaken,
        environmentsAreHad, environmentsAllowSteps, environmentCredentialsAreNotTooMany,
        tokensAreKept, foreignProgramsAreLeftAlone, listenersAreNotTooMany,
        runEndsInTime, expectationsAreMeasured,
    ]
}
