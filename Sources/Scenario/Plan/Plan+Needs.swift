extension Plan {
    /// Whether some step, inside a `together` too, works on links: then everything is connected through proxies.
    package var usesLinkProxies: Bool { flattenedSteps.contains { $0.action.needs.contains(.linkProxies) } }
}

extension Plan {
    /// The replicas are somebody else's programs, of which is known what they answer and nothing else.
    package var isForeign: Bool { fleet.foreign != nil }

    /// A helper asks over HTTP: in place of replicas that do not ask themselves, or beside those that do.
    package var probesOverHTTP: Bool { isForeign || probe.via == .http }
}

extension Plan {
    /// Whether replicas have a second connection, for what is pushed.
    package var subscribes: Bool {
        fleet.push || [managedKeys?.push, environments?.push, registrations?.push].contains(true)
    }
}
