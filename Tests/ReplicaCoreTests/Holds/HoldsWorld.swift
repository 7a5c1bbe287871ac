import Credentials

@testable import ReplicaCore

/// A Redis, some replicas with real reporters, everything that may go wrong between them, and an operator who waits.
///
/// The old key is in force until the change; then nobody may accept it once the operator was told "done".
struct HoldsWorld {
    /// Ways to judge, of which only the first is ours.
    enum Judge: CaseIterable {
        case ours
        /// Takes a jump of Redis' clock for time that has gone by.
        case trustingTheClock
        /// Counts what a stale replica waits from its last entry alone.
        case forgettingTheChange
        /// Says that who is missing is gone.
        case excusingTheMissing
    }

    private(set) var now: Int64 = 0
    private var random: SeededGenerator
    private var holders: [ModelHolder]
    private var fields: [ReplicaName: [UInt8]] = [:]
    private var serverOffset = HoldsWorld.start
    private var stands = HoldsWorld.old
    let change: Int64
    private let judge: Judge
    private let isCalm: Bool
    private var clock = HoldsClock()
    private var since: WallTime?
    private var nextLook: Int64
    /// When the operator was told so.
    private(set) var doneAt: Int64?
    /// Who accepted the old key after that.
    private(set) var liars: [String] = []

    static let old = version(1000)
    static let new = version(2000)
    private static let step: Int64 = 40
    private static let replicas = 4
    private static let length: Int64 = 80_000

    private static let start: Int64 = 1_790_000_000_000

    init(seed: UInt64, judge: Judge = .ours, isCalm: Bool = false) {
        var random = SeededGenerator(seed: seed)
        // In a world where one of them keeps what it has, and is gone, nobody is ever told that it is done.
        let keeps = Int.random(in: 0..<4, using: &random) == 0
        holders = (0..<Self.replicas).compactMap { number in
            let limit = keeps ? nil : Int64.random(in: 200...20_000, using: &random)
            return ReplicaName("replica-\(number)").map { ModelHolder($0, refuseAfter: limit, seed: random.next()) }
        }
        change = .random(in: 12_000...30_000, using: &random)
        nextLook = change + 50
        self.random = random
        self.judge = judge
        self.isCalm = isCalm
    }

    mutating func run() {
        for index in holders.indices { connect(index) }
        while now < Self.length {
            now += Self.step
            if now >= change { stands = Self.new }
            if !isCalm { harm() }
            for index in holders.indices { serve(index) }
            for index in holders.indices where holders[index].isAlive && holders[index].frozenUntil <= now {
                live(index)
            }
            if now >= nextLook { look() }
            if doneAt != nil { liars += holders.filter { $0.accepts(Self.old, at: now) }.map(\.name.text) }
        }
    }

    private var redisTime: WallTime { WallTime(milliseconds: now + serverOffset) }
    private var steady: SteadyTime { SteadyTime(nanoseconds: UInt64(now) * 1_000_000) }

    // MARK: what goes wrong

    private mutating func harm() {
        guard Int.random(in: 0..<120, using: &random) == 0 else { return }
        let index = Int.random(in: holders.indices, using: &random)
        let span = Int64.random(in: 100...40_000, using: &random)
        switch Int.random(in: 0..<7, using: &random) {
        case 0: disconnect(index)
        case 1: if holders[index].isAlive, !holders[index].isLinkUp, Bool.random(using: &random) { connect(index) }
        case 2: holders[index].frozenUntil = now + span
        case 3: holders[index].isRefusedUntil = now + span
        case 4: holders[index].isAlive = false  // killed: its entry stays
        case 5: restart(index)
        default: serverOffset += .random(in: -20_000...40_000, using: &random)  // a failover
        }
    }

    private mutating func restart(_ index: Int) {
        guard !holders[index].isAlive else { return }
        let seed = random.next()
        holders[index].restart(seed: seed)
        if Bool.random(using: &random) { connect(index) }
    }

    private mutating func connect(_ index: Int) {
        holders[index].isLinkUp = true
        holders[index].nextPoll = now
        hand(.linkUp, to: index)
    }

    /// What was on its way may have reached the server.
    private mutating func disconnect(_ index: Int) {
        guard holders[index].isAlive, holders[index].isLinkUp else { return }
        if let write = holders[index].write, write.result == nil, Bool.random(using: &random) {
            _ = put(write.claim, of: holders[index])
        }
        holders[index].isLinkUp = false
        holders[index].read = nil
        let wrote = holders[index].write != nil
        holders[index].write = nil
        hand(.linkDown, to: index)
        if wrote { hand(.written(.failure(.unknown)), to: index) }
    }

    // MARK: the server

    private mutating func put(_ claim: HoldsClaim, of holder: ModelHolder) -> HoldsWrite {
        if let text = fields[holder.name], let entry = try? HoldsEntry(text: text),
            entry.claim.incarnation > claim.incarnation
        {
            return .superseded(by: entry.claim.incarnation)
        }
        fields[holder.name] = HoldsEntry(claim: claim, time: redisTime).text
        return .wrote
    }

    /// What reaches the server does so whether or not its sender still runs.
    private mutating func serve(_ index: Int) {
        guard let write = holders[index].write, write.result == nil, write.reaches <= now else { return }
        guard holders[index].isRefusedUntil <= now else { return }
        let result = put(write.claim, of: holders[index])
        holders[index].write?.result = result
    }

    // MARK: a replica's turn

    private mutating func live(_ index: Int) {
        takeRead(index)
        takeWrite(index)
        if holders[index].isLinkUp, holders[index].read == nil, holders[index].nextPoll <= now {
            holders[index].nextPoll = now + ModelHolder.poll
            let arrives = now + .random(in: 0...200, using: &random)
            holders[index].read = ModelHolder.Read(sent: now, arrives: arrives, version: stands)
        }
        if let wake = holders[index].reporter.nextWake, wake <= steady { hand(.tick, to: index) }
    }

    /// One that comes after its deadline is not taken: timers come first.
    private mutating func takeRead(_ index: Int) {
        guard let read = holders[index].read, read.arrives <= now else { return }
        holders[index].read = nil
        guard now - read.sent <= ModelHolder.deadline else { return }
        holders[index].lastGoodRead = now
        holders[index].held = max(holders[index].held ?? read.version, read.version)
        hand(.holds(holders[index].holding), to: index)
    }

    private mutating func takeWrite(_ index: Int) {
        guard let write = holders[index].write, write.answered <= now else { return }
        holders[index].write = nil
        let isRefused = holders[index].isRefusedUntil > now
        hand(.written(write.result.map { .success($0) } ?? .failure(isRefused ? .refused : .deadline)), to: index)
    }

    private mutating func hand(_ input: HoldsInput, to index: Int) {
        for effect in holders[index].reporter.handle(input, at: steady) {
            guard case .write(let claim) = effect else { continue }
            let reaches = now + .random(in: 0...100, using: &random)
            holders[index].write = ModelHolder.Write(
                claim: claim, reaches: reaches, answered: reaches + .random(in: 20...100, using: &random))
        }
    }

    // MARK: the operator

    private mutating func look() {
        nextLook = now + 200
        guard doneAt == nil else { return }
        let reading = HoldsReading(now: redisTime, fields: fields.map { (name: $0.key.bytes, text: $0.value) })
        let surely = clock.surely(reading.now, at: steady)
        let made = since ?? reading.now
        since = made
        var question = HoldsQuestion(target: .adminKey(Self.new), since: made)
        switch judge {
        case .ours: break
        case .trustingTheClock: return conclude(reading, question, surely: reading.now)
        case .forgettingTheChange: question.since = WallTime(milliseconds: 0)
        case .excusingTheMissing: question.ignoring = Set(fields.keys.map(\.text))
        }
        conclude(reading, question, surely: surely)
    }

    private mutating func conclude(_ reading: HoldsReading, _ question: HoldsQuestion, surely: WallTime) {
        if HoldsJudgement(reading, question, surely: surely).isDone { doneAt = now }
    }
}
