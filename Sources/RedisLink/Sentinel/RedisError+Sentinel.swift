extension RedisError {
    static let sentinelAnsweredOddly = RedisError(
        code: .protocolViolation, phase: .locate, command: "SENTINEL", mayHaveTakenEffect: false,
        detail: "an answer of the wrong shape")

    static let unknownToSentinel = RedisError(
        code: .notLocated, phase: .locate, command: "SENTINEL", mayHaveTakenEffect: false,
        detail: "it does not know that name")

    /// All Sentinels were asked.
    static func notLocated(_ masterName: String, asked count: Int, last: RedisError?) -> RedisError {
        let why = last.map { "; the last one: \($0.detail)" } ?? ""
        return RedisError(
            code: .notLocated, phase: .locate, command: nil, mayHaveTakenEffect: false, serverError: last?.serverError,
            detail: "none of \(count) Sentinels names a primary \(masterName) that can be used\(why)")
    }

    /// Why a Sentinel is listened to no longer.
    static let refuted = RedisError(
        code: .notMaster, phase: .locate, command: nil, mayHaveTakenEffect: false,
        detail: "what this Sentinel said was refuted by the node it named")

    /// The link is on another node, or on its way there.
    static func moved(to endpoint: RedisEndpoint) -> RedisError {
        RedisError(
            code: .notMaster, phase: .locate, command: nil, mayHaveTakenEffect: false,
            detail: "a Sentinel names another primary: \(endpoint)")
    }

    /// What a node says that is the primary in name only.
    static func unfit(_ error: RedisServerError) -> RedisError {
        RedisError(
            code: .serverError, phase: .answered, command: nil, mayHaveTakenEffect: false, serverError: error,
            detail: error.message)
    }
}
