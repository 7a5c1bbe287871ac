import History

/// Something that may have undone writes: a loss of data, an outage, another primary, or a write to a node that was none.
struct Jeopardy {
    /// Nobody can have seen an effect of it before.
    var from: Time
    /// What was known to stand by then is in danger.
    var until: Time
    /// Two polls after everything has healed: what has not been put back by then is not.
    var settled: Time
    /// The slot of another node took the place of the one that was written to.
    var isMove: Bool
    /// Index of the one operation that it is about, for a write to a node that did not reign.
    var only: Int?

    func endangers(_ write: SlotWrite) -> Bool { only.map { $0 == write.operation } ?? (write.known <= until) }

    static func all(_ model: RunModel, _ writes: [SlotWrite], poll: Int64) -> [Jeopardy] {
        settled(faults(model) + strays(model, writes), model, poll: poll)
    }

    /// Those that may undo any write.
    static func faults(_ model: RunModel) -> [Jeopardy] { losses(model) + outages(model) + moves(model) }

    /// The same in order, and knowing when all has healed.
    static func settled(_ all: [Jeopardy], _ model: RunModel, poll: Int64) -> [Jeopardy] {
        let healing = Healing(model)
        return all.map { jeopardy in
            var jeopardy = jeopardy
            jeopardy.settled = healing.end(of: jeopardy.until).later(by: 2 * poll)
            return jeopardy
        }.sorted { $0.from < $1.from }
    }

    /// Not where only the slot was damaged, which a repair or the next write must mend.
    private static func losses(_ model: RunModel) -> [Jeopardy] {
        model.operations.filter { $0.kind == .dataLoss }.map {
            Jeopardy(from: $0.invoked, until: $0.returned ?? .never, settled: .never, isMove: false)
        }
    }

    private static func outages(_ model: RunModel) -> [Jeopardy] {
        model.holds.filter { $0.why == .redisDown }.map(\.span).merged.map {
            Jeopardy(from: $0.from, until: $0.to, settled: .never, isMove: false)
        }
    }

    private static func moves(_ model: RunModel) -> [Jeopardy] {
        zip(model.reigns.all, model.reigns.all.dropFirst()).map { former, next in
            Jeopardy(from: former.span.to, until: next.span.from, settled: .never, isMove: true)
        }
    }

    private static func strays(_ model: RunModel, _ writes: [SlotWrite]) -> [Jeopardy] {
        writes.filter { write in
            guard write.node != .unknown, let returned = model.operations[write.operation].returned else {
                return false
            }
            return !model.reigns.covers(write.node, write.invoked, returned)
        }.map {
            Jeopardy(from: $0.invoked, until: $0.known, settled: .never, isMove: true, only: $0.operation)
        }
    }
}

/// When everything had healed that kept the fleet from its Redis.
private struct Healing {
    private let holds: [Span]

    init(_ model: RunModel) {
        holds = model.holds.filter { $0.why == .redisDown || $0.why == .cutOff }.map(\.span).merged
    }

    /// Holds that touch are one fault.
    func end(of time: Time) -> Time { holds.first { $0.touches(time, time) }?.to ?? time }
}
