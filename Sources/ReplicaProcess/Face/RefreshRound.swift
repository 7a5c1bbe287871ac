import ReplicaCore

/// How one part of a refresh ended.
package struct RefreshStep: Equatable, Sendable {
    package enum Part: String, CaseIterable, Sendable {
        case adminKey = "admin_key"
        case managedKeys = "managed_keys"
        case environments
    }

    package let part: Part
    /// Nil for well.
    package let failure: String?

    package init(_ part: Part, failure: String? = nil) {
        self.part = part
        self.failure = failure
    }
}

/// A read of everything, on demand: done when of each part a read has ended that began after it was asked for.
///
/// Each part has one read in flight at a time, so counting is enough; what is under way at the start is from before it.
struct RefreshRound {
    fileprivate struct Reads {
        var begun = 0
        var ended = 0
        var failure: String?
        /// The number of the read that counts; nil while nobody waits.
        var target: Int?
        /// It has begun and ended, and no page of it is to come.
        var isDone: Bool { target.map { ended >= $0 && begun == ended } ?? true }
        /// None is under way, and none was begun: there is no link to read over.
        var isStuck: Bool { target.map { begun == ended && begun < $0 } ?? false }
    }

    private var adminKey = Reads()
    private var managedKeys = Reads()
    private var environments = Reads()
    private(set) var isRunning = false

    /// The inputs that are to be handed in next make each of them read.
    mutating func begin(_ parts: [RefreshStep.Part]) {
        isRunning = true
        for part in parts {
            self[part].failure = nil
            self[part].target = self[part].begun + 1
        }
    }

    mutating func performs(_ effect: ReplicaEffect) {
        switch effect {
        case .adminKey(.read): adminKey.begun += 1
        case .managedKeys(.read): managedKeys.begun += 1
        case .environments(.readIndex): environments.begun += 1
        default: break
        }
    }

    mutating func took(_ input: ReplicaInput) {
        switch input {
        case .adminKey(.readEnded(let result)): adminKey.end(result)
        case .managedKeys(.readEnded(let result)): managedKeys.end(result)
        case .environments(.indexEnded(let result)): environments.end(result)
        default: break
        }
    }

    /// Once, when the last part has ended.
    mutating func takeResult() -> [RefreshStep]? {
        guard isRunning, RefreshStep.Part.allCases.allSatisfy({ self[$0].isDone || self[$0].isStuck }) else {
            return nil
        }
        return end()
    }

    /// Ends it, done or not.
    mutating func end() -> [RefreshStep] {
        isRunning = false
        return RefreshStep.Part.allCases.compactMap { part in
            let reads = self[part]
            self[part].target = nil
            guard reads.target != nil else { return nil }
            if reads.isDone { return RefreshStep(part, failure: reads.failure) }
            return RefreshStep(part, failure: reads.isStuck ? "no connection" : "not in time")
        }
    }

    private subscript(part: RefreshStep.Part) -> Reads {
        get {
            switch part {
            case .adminKey: adminKey
            case .managedKeys: managedKeys
            case .environments: environments
            }
        }
        set {
            switch part {
            case .adminKey: adminKey = newValue
            case .managedKeys: managedKeys = newValue
            case .environments: environments = newValue
            }
        }
    }
}

extension RefreshRound.Reads {
    fileprivate mutating func end<Answer>(_ result: Result<Answer, SlotReadFailure>) {
        ended += 1
        if case .failure(let error) = result { failure = "\(error)" } else { failure = nil }
    }
}
