/// What keeps a run from happening or going on: the environment's fault, not a finding. It ends in exit code 3.
package struct FleetError: Error, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        case cannotFork = "cannot fork"
        case tooFewDescriptors = "too few descriptors"
        case resultsNotWritable = "cannot write results"
        case noRedisServer = "no redis-server"
        case redisDidNotStart = "redis-server did not start"
        case redisUnusable = "redis cannot be used"
        case replicaFailed = "a replica failed"
        case replicasNotReady = "replicas did not get ready"
        case lostReplica = "a replica cannot be told what to do"
        case noLinkProxy = "no link proxy"
        case noAuthorizationServer = "no authorization server"
        case noUpstream = "no upstream double"
        case noProgram = "no program for the fleet"
        case lostHelper = "a helper process is gone"
        case lostZygote = "the zygote is gone"
        case system = "system call failed"
    }
    package let code: Code
    package let detail: String

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }

    package var description: String { "\(code.rawValue): \(detail)" }
}
