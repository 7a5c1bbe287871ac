/// The two kinds that have all four sets.
package enum ProofKind: String, CaseIterable, Sendable {
    case sdk, mobile
}

/// What a grace notice says: a key, and the last millisecond at which it is valid.
package struct ProofGrace: Equatable, Sendable {
    package var key: Int
    package var end: Int

    package init(_ key: Int, end: Int) {
        self.key = key
        self.end = end
    }
}

/// One entry of an additional list as it stands on the wire; without an end it is active.
package struct ProofEntry: Equatable, Sendable {
    package var key: Int
    package var end: Int?

    package init(_ key: Int, end: Int? = nil) {
        self.key = key
        self.end = end
    }
}

/// One operation of a rotator: keys are numbers, times are milliseconds.
package enum ProofStep: Equatable, Sendable {
    case rotate(ProofKind, to: Int?, grace: ProofGrace? = nil, at: Int)
    case rotateEnvironmentID(to: Int, at: Int)
    case setAdditional(ProofKind, [ProofEntry], at: Int)
    case drain(at: Int)

    package var time: Int {
        switch self {
        case .rotate(_, _, _, let time), .rotateEnvironmentID(_, let time), .setAdditional(_, _, let time),
            .drain(let time):
            time
        }
    }
}

/// What a rotator is made with: at 0 ms, primaries and seeds.
package struct ProofStart: Equatable, Sendable {
    package var sdk: Int?
    package var mobile: Int?
    package var environmentID: Int?
    package var additionalSDK: [ProofEntry]
    package var additionalMobile: [ProofEntry]

    package init(
        sdk: Int? = nil, mobile: Int? = nil, environmentID: Int? = nil, additionalSDK: [ProofEntry] = [],
        additionalMobile: [ProofEntry] = []
    ) {
        self.sdk = sdk
        self.mobile = mobile
        self.environmentID = environmentID
        self.additionalSDK = additionalSDK
        self.additionalMobile = additionalMobile
    }
}

/// A whole sequence: how it starts, and what is done then.
package struct ProofSequence: Equatable, Sendable {
    package var start: ProofStart
    package var steps: [ProofStep]

    package init(start: ProofStart = ProofStart(), steps: [ProofStep]) {
        self.start = start
        self.steps = steps
    }
}
