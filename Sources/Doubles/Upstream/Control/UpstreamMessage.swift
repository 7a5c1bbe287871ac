import ReplicaProcess

/// What the coordinator asks of the upstream double; each order is answered once, by a report of the same number.
enum UpstreamOrder: Equatable, Sendable {
    /// Answered with `done`.
    case learn([UpstreamKey])
    /// Answered with `touched(0)`.
    case apply(UpstreamFault)
    /// Answered with `touched`.
    case prove(fault: UInt32)
    /// Answered with `touched`.
    case lift(fault: UInt32)
    /// Answered with `published`.
    case publish(Set<UInt32>?)
    /// Answered with `touched`.
    case drop(UpstreamScope)
    /// Answered with `counts`.
    case count
    /// Answered with `page`.
    case read(after: UInt64)
}

/// What the upstream double answers.
enum UpstreamReport: Equatable, Sendable {
    /// The first message, and no answer.
    case hello(pid: Int32, port: UInt16)
    case done
    case touched(UInt32)
    case published(number: UInt64, reached: UInt32)
    case counts([UpstreamCount], held: UInt32)
    case page(UpstreamPage)
    case refused(UpstreamRefusal)
}

/// Why an order was not performed.
package enum UpstreamRefusal: UInt8, Sendable, CaseIterable {
    case faultInForce = 1, noSuchFault
}
