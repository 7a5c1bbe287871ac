import History

/// What a run calls its keys and connections, so that it finds its own again in a Redis that it shares.
struct RunNames {
    /// Of all keys and channels: `keyquake:<run>`.
    let prefix: String
    /// Of all connections: `kq:<run>`.
    let clients: String
    /// They are a deployment's, which was there before and stays: nothing of them is removed.
    let areKept: Bool

    /// - Parameter namespace: of a deployment, to take part in it; nil for names of the run's own.
    init(run: String, namespace: String? = nil) {
        prefix = namespace ?? "keyquake:\(run)"
        areKept = namespace != nil
        clients = "kq:\(run)"
    }

    var slot: String { "\(prefix):admin-key" }

    func client(_ life: Life) -> String { "\(clients):\(life)" }

    /// The life behind the name of a connection or the writer of a log entry; nil for the coordinator's own and others'.
    func life(ofClient name: Substring) -> Life? {
        guard name.hasPrefix(clients + ":r") else { return nil }
        let life = name.dropFirst(clients.count + 2).prefix { $0 != ":" }
        let parts = life.split(separator: ".")
        guard parts.count == 2, let replica = UInt32(parts[0]), let incarnation = UInt16(parts[1]) else { return nil }
        return Life(ReplicaID(replica), Incarnation(incarnation))
    }
}
