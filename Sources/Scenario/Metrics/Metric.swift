/// One metric: its name in expectations and reports, its unit, and what a scenario needs for it to be measured.
package struct Metric: Equatable, Sendable {
    package enum Unit: String, Sendable {
        case milliseconds = "ms"
        case count
        /// Of two times, or two counts.
        case ratio
    }

    package enum Needs: Equatable, Sendable {
        case nothing
        /// A section that creates what is measured.
        case section(String)
        /// Any of several sections that create it.
        case anySection([String])
        /// A step of that kind, by its name in scenarios.
        case step(String)
        /// A Redis that can fail over.
        case sentinels
        /// A step that takes Redis away.
        case outage
        /// A step that changes a credential of that kind in the store, and the section of the kind.
        case publication(MetricKind)
        /// A step, or an end, that takes one out of force, and the section of the kind.
        case retirement(MetricKind)
        /// A step that takes a credential of an environment out of force.
        case environmentRemoval
    }

    package let name: String
    package let unit: Unit
    package let needs: Needs

    init(_ name: String, _ unit: Unit, needs: Needs = .nothing) {
        self.name = name
        self.unit = unit
        self.needs = needs
    }
}

/// The kinds of credentials that metrics are split by.
package enum MetricKind: String, Sendable, CaseIterable {
    case adminKey = "admin-key"
    case managedKey = "managed-key"
    case sdkKey = "sdk-key"
    case mobileKey = "mobile-key"
    case environmentID = "environment-id"
    case registration

    /// The section that creates such credentials; an admin key is always there.
    package var section: String? {
        switch self {
        case .adminKey: nil
        case .managedKey: "managed-keys"
        case .sdkKey, .mobileKey, .environmentID: "environments"
        case .registration: "registrations"
        }
    }
}
