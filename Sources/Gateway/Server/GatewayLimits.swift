import ReplicaProcess

/// How much of a server one client may take.
package struct GatewayLimits: Sendable {
    /// At a time; more wait in the backlog.
    package var connections = 4096
    /// Bytes of one header, and of all of one request.
    package var headerField = 16 * 1024
    package var headers = 32 * 1024
    package var headerFields = 100
    /// Bytes of a body.
    package var body = 64 * 1024
    /// From the beginning of a connection, or the end of an answer, to the end of the next request's head.
    package var idle = Duration.seconds(30)
    /// From the end of a request's head to the end of its body.
    package var request = Duration.seconds(10)
    /// A client that does not read its answers.
    package var write = Duration.seconds(10)
    /// What a client still sends when it was told to go is read and forgotten for so long, so that it sees its answer.
    package var linger = Duration.seconds(1)
    /// For requests under way when the server closes.
    package var drain = Duration.nanoseconds(FaceConfiguration.standardDrain)

    package init() {}

    /// Those of a face that was told how long it may take to close.
    init(of face: FaceConfiguration) { drain = .nanoseconds(face.drain) }
}
