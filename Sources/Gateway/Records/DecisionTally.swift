import ReplicaCore

/// Routes as metrics and audit events name them.
enum RouteLabel: String, CaseIterable, Sendable {
    case admin, token, mcp
    case keyAdmin = "key_admin"
    case sdk, mobile, client

    /// Nil for what asks nobody for anything.
    init?(_ route: GateRoute) {
        switch route {
        case .admin: self = .admin
        case .token: self = .token
        case .mcp: self = .mcp
        case .keyAdmin: self = .keyAdmin
        case .sdk: self = .sdk
        case .mobile: self = .mobile
        case .client: self = .client
        case .open, .unknown: return nil
        }
    }
}

enum VerdictLabel: String, CaseIterable, Sendable {
    case passed, refused, unavailable

    init(_ decision: GateDecision) {
        switch decision {
        case .passed: self = .passed
        case .refused(let refusal):
            switch refusal.answer {
            case .unauthorized, .notFound: self = .refused
            case .unavailable, .featureOff: self = .unavailable
            }
        }
    }
}

/// How many decisions there were, of which sort, and how long they took.
struct DecisionTally: Sendable {
    struct Cell {
        let route: RouteLabel
        /// Nil for who did not pass: what he is, nobody knows.
        let kind: GateCallerKind?
        let verdict: VerdictLabel
        let count: UInt64
    }

    /// Upper ends of the buckets, in nanoseconds.
    static let bounds: [UInt64] = [
        250, 500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 1_000_000, 10_000_000,
    ]

    private static let kinds: [GateCallerKind?] = [nil] + GateCallerKind.allCases
    private var counts = [UInt64](
        repeating: 0, count: RouteLabel.allCases.count * kinds.count * VerdictLabel.allCases.count)
    /// Of those that end at `bounds`, not cumulative.
    private(set) var buckets = [UInt64](repeating: 0, count: bounds.count)
    private(set) var decisions: UInt64 = 0
    private(set) var nanoseconds: UInt64 = 0

    mutating func count(_ decision: GateDecision, on route: RouteLabel, took nanoseconds: UInt64) {
        let kind: GateCallerKind? = if case .passed(let caller) = decision { caller.kind } else { nil }
        counts[Self.index(route.place, kind?.place ?? 0, VerdictLabel(decision).place)] += 1
        decisions += 1
        self.nanoseconds += nanoseconds
        if let bucket = Self.bounds.firstIndex(where: { nanoseconds <= $0 }) { buckets[bucket] += 1 }
    }

    /// Those that are not zero.
    var cells: [Cell] {
        RouteLabel.allCases.flatMap { route in
            Self.kinds.enumerated().flatMap { kind in
                VerdictLabel.allCases.compactMap { verdict in
                    let count = counts[Self.index(route.place, kind.offset, verdict.place)]
                    return count == 0 ? nil : Cell(route: route, kind: kind.element, verdict: verdict, count: count)
                }
            }
        }
    }

    private static func index(_ route: Int, _ kind: Int, _ verdict: Int) -> Int {
        (route * kinds.count + kind) * VerdictLabel.allCases.count + verdict
    }
}

extension RouteLabel {
    fileprivate var place: Int {
        switch self {
        case .admin: 0
        case .token: 1
        case .mcp: 2
        case .keyAdmin: 3
        case .sdk: 4
        case .mobile: 5
        case .client: 6
        }
    }
}

extension VerdictLabel {
    fileprivate var place: Int {
        switch self {
        case .passed: 0
        case .refused: 1
        case .unavailable: 2
        }
    }
}

extension GateCallerKind {
    /// Behind the place of those that are nobody's.
    fileprivate var place: Int {
        switch self {
        case .adminKey: 1
        case .internalToken: 2
        case .managedKey: 3
        case .sdkKey: 4
        case .mobileKey: 5
        case .environmentID: 6
        case .noKey: 7
        }
    }
}
