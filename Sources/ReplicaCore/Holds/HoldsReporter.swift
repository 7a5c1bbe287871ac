import Credentials

/// When one replica writes down what it holds, and when it takes that away (specs/versions.md section 7).
///
/// A value without I/O: inputs go in with their time, the effects to perform come out. One command is on its way at a
/// time: a script that the server does not know is sent twice, and the second time must not come after a removal.
package struct HoldsReporter: Sendable {
    package let settings: HoldsSettings
    package private(set) var status = HoldsStatus()
    private var holding: Holding
    private var isLinkUp = false
    private var inFlight: InFlight?
    /// When to write next, if a link is up.
    private var due: SteadyTime?
    /// A write was asked for at least once: there may be something to remove.
    private var mayStand = false
    private var ending = Ending.no
    private var jitter: SeededGenerator
    private var effects: [HoldsEffect] = []

    private enum InFlight: Equatable { case write, removal }

    private enum Ending: Equatable {
        case no
        case by(SteadyTime)
        case ended
    }

    /// - Parameters:
    ///   - holding: at the start, before anything was read.
    ///   - seed: of the jitter; two replicas need two.
    package init(settings: HoldsSettings, holding: Holding, seed: UInt64) {
        self.settings = settings
        self.holding = holding
        jitter = SeededGenerator(seed: seed)
    }

    /// Handles one input and returns what to do, in this order.
    package mutating func handle(_ input: HoldsInput, at now: SteadyTime) -> [HoldsEffect] {
        switch input {
        case .linkUp: linkCameUp(at: now)
        case .linkDown: linkWentDown()
        case .holds(let holding): changed(to: holding, at: now)
        case .written(let result): writeEnded(result, at: now)
        case .removed: removalEnded()
        case .resumed: if isLinkUp { due = now }
        case .stopping: stop(at: now)
        case .tick: break
        }
        passTime(at: now)
        defer { effects.removeAll() }
        return effects
    }

    /// When to hand in a `tick` at the latest; nil when only another input can change anything.
    package var nextWake: SteadyTime? {
        switch ending {
        case .ended: nil
        case .by(let limit): limit
        case .no: isLinkUp && inFlight == nil ? due : nil
        }
    }

    private var claim: HoldsClaim {
        HoldsClaim(
            incarnation: settings.incarnation, holding: holding,
            refuseAfterMilliseconds: settings.refuseAfterMilliseconds)
    }

    /// Another server may be behind this link, and it may know nothing of us: at once.
    private mutating func linkCameUp(at now: SteadyTime) {
        isLinkUp = true
        due = now
    }

    private mutating func linkWentDown() {
        isLinkUp = false
        due = nil
        if ending != .no { end() }
    }

    private mutating func changed(to holding: Holding, at now: SteadyTime) {
        guard holding != self.holding else { return }
        self.holding = holding
        if isLinkUp { due = .earlier(due, now.advanced(byNanoseconds: settings.coalescing)) }
    }

    private mutating func passTime(at now: SteadyTime) {
        switch ending {
        case .ended: return
        case .by(let limit): if limit <= now { end() }
        case .no:
            guard isLinkUp, inFlight == nil, let due, due <= now else { return }
            write(at: now)
        }
    }

    /// The next one is due within the interval, at a time of its own: a fleet that heard of a change together must not
    /// write together for ever after.
    private mutating func write(at now: SteadyTime) {
        let spread = settings.interval / 10
        let pause = UInt64.random(in: settings.interval - spread...settings.interval, using: &jitter)
        due = now.advanced(byNanoseconds: pause)
        inFlight = .write
        mayStand = true
        effects.append(.write(claim))
    }

    private mutating func writeEnded(_ result: Result<HoldsWrite, SlotReadFailure>, at now: SteadyTime) {
        guard inFlight == .write else { return }
        inFlight = nil
        switch result {
        case .success(.wrote): status.wrote(at: now)
        case .success(.superseded(let incarnation)): status.superseded(by: incarnation)
        // Without permission nothing is gained by asking more often.
        case .failure(.refused): status.failed(.refused)
        case .failure(let failure):
            status.failed(failure)
            if isLinkUp { due = .earlier(due, now.advanced(byNanoseconds: settings.retry)) }
        }
        if ending != .no { remove() }
    }

    // MARK: a clean stop

    private mutating func stop(at now: SteadyTime) {
        guard ending == .no else { return }
        ending = .by(now.advanced(byNanoseconds: settings.stopDeadline))
        due = nil
        guard inFlight == nil else { return }
        remove()
    }

    private mutating func remove() {
        guard case .by = ending else { return }
        guard isLinkUp, mayStand else { return end() }
        inFlight = .removal
        effects.append(.remove(incarnation: settings.incarnation))
    }

    private mutating func removalEnded() {
        guard inFlight == .removal else { return }
        inFlight = nil
        end()
    }

    private mutating func end() {
        guard ending != .ended else { return }
        ending = .ended
        effects.append(.ended)
    }
}
