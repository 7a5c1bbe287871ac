/// How a child of the zygote says, by its exit status, why it ended before it could say so over the control socket.
package enum ReplicaExit {
    package static let good: Int32 = 0
    /// It told the coordinator why (`ReplicaReport.failed`).
    package static let failed: Int32 = 3
    /// Its zygote was gone before it could ask to die with it.
    package static let orphaned: Int32 = 70
    /// No control socket, or an order that makes no sense.
    package static let noControl: Int32 = 71
    package static let programMissing: Int32 = 127
    package static let programFailed: Int32 = 126
}
