extension Plan {
    /// Whether some step, inside a `together` too, works on links: then everything is connected through proxies.
    package var usesLinkProxies: Bool { flattenedSteps.contains { $0.action.needs.contains(.linkProxies) } }
}

extension Plan {
    /// Whether replicas have a second connection, for what is pushed.
    package var subscribes: Bool {
        fleet.push || [managedKeys?.push, environments?.push, registrations?.push].contains(true)
    }
}
