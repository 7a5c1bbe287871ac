import CPosix
import History
import RedisLink
import Scenario

/// Starts each step at its planned time, whether or not earlier ones have ended; nothing passes an `await` before it ends.
final class StepRunner {
    private let run: Run
    private let start: UInt64
    private var unfinished = 0
    /// Groups that have their time but are not released yet.
    private var preparing = 0
    /// When the last effect of what has begun ends, graces included; later than planned when an `await` held steps back.
    private(set) var effectsEnd: UInt64 = 0
    private let finished: ChangeSignal

    init(run: Run, start: UInt64) {
        self.run = run
        self.start = start
        finished = ChangeSignal(loop: run.loop)
        run.onInterrupt = { [weak finished] in finished?.fire() }
    }

    /// Returns when the last step has ended, or the run was interrupted.
    func performAll(_ steps: [FlatStep]) async {
        var rest = steps[...]
        while let first = rest.first, !run.isInterrupted {
            let group = rest.prefix { $0.number == first.number || $0.group == first.number }
            rest = rest.dropFirst(group.count)
            await run.sleep(until: start + Self.preparation(of: group))
            guard !run.isInterrupted else { break }
            await begin(Array(group))
        }
        _ = await finished.wait(atMost: Self.longestStep) { [unowned self] in unfinished == 0 || run.isInterrupted }
    }

    /// When the preparation of a group begins, from the start of the plan: as early as any of its steps asks for.
    static func preparation(of group: some Collection<FlatStep>) -> UInt64 {
        guard let moment = group.first?.at else { return 0 }
        let lead = group.compactMap(\.action.performer?.lead).max() ?? 0
        return moment - min(moment, lead)
    }

    /// Steps have bounds of their own; this one only keeps a mistake from hanging the run.
    private static let longestStep: UInt64 = 600_000_000_000

    /// A preparation may take a second, as when a replica does not answer: it must not hold back the steps that follow. Only
    /// an `await` waits for those before it, or it would be met by what was there before them.
    private func begin(_ group: [FlatStep]) async {
        let awaits = group.contains(where: \.action.isAwait)
        if awaits {
            _ = await finished.wait(atMost: Self.longestStep) { [unowned self] in preparing == 0 || run.isInterrupted }
        }
        preparing += 1
        unfinished += 1
        guard !awaits else { return await release(group) }
        run.loop.spawn { [self] in await release(group) }
    }

    /// Prepares every step of the group, and then begins them all.
    private func release(_ group: [FlatStep]) async {
        let performers = group.compactMap { step in step.action.performer.map { (step, $0) } }
        var ready: [(FlatStep, any PerformableStep, Prepared)] = []
        for (step, performer) in performers { ready.append((step, performer, await performer.prepare(in: run))) }
        if let first = group.first { await run.sleep(until: start + first.at) }
        preparing -= 1
        if !run.isInterrupted { await start(group, ready) }
        unfinished -= 1
        finished.fire()
    }

    /// Returns when the awaits among them have ended.
    private func start(_ group: [FlatStep], _ ready: [(FlatStep, any PerformableStep, Prepared)]) async {
        let lasting = group.filter { !$0.action.isAwait }  // an await that was met leaves nothing to wait for
        effectsEnd = max(effectsEnd, kq_now() + (lasting.map(\.action.planDuration).max() ?? 0))
        for step in group { run.recorder.record(.stepBegan(step: step.number, planned: start + step.at)) }
        run.progress.began(group[0], of: run.plan.flattenedSteps.count)
        unfinished += ready.count
        for (step, performer, prepared) in ready where !step.action.isAwait {
            run.loop.spawn { [self] in await perform(step, performer, prepared) }
        }
        for (step, performer, prepared) in ready where step.action.isAwait {
            await perform(step, performer, prepared)
        }
        if group.count > 1 || ready.isEmpty {
            run.recorder.record(.stepEnded(step: group[0].number, outcome: .ok))  // the barrier itself
        }
    }

    private func perform(_ step: FlatStep, _ performer: any PerformableStep, _ prepared: Prepared) async {
        let outcome = await performer.perform(step.number, prepared, in: run)
        run.recorder.record(.stepEnded(step: step.number, outcome: outcome))
        effectsEnd = max(effectsEnd, kq_now())  // a failover takes as long as it takes
        unfinished -= 1
        finished.fire()
    }
}

extension StepAction {
    var isAwait: Bool { if case .awaitConverged = self { true } else { false } }
}
