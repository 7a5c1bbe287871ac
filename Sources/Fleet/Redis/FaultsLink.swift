/// The coordinator's own connections to servers.
enum FaultsLink {
    /// Who injects faults is not who is tested: on a busy machine an answer that is late is still an answer, and a
    /// connection that was given up for it could inject nothing until it is back.
    static let deadline = Duration.seconds(2)
}
