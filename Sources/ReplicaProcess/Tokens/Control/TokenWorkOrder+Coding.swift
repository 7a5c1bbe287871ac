import History

extension WireWriter {
    mutating func put(_ order: TokenWorkOrder) {
        switch order {
        case .begin(let time):
            put(UInt8(1))
            put(time)
        case .stop(let number):
            put(UInt8(2))
            put(number)
        case .watch(let families, let end):
            put(UInt8(3))
            put(list: families) { wire, each in
                wire.put(each.family)
                wire.put(each.generation)
            }
            put(end)
        case .revoke(let number, let family):
            put(UInt8(4))
            put(number)
            put(family)
        case .removeUser(let number, let user, let families):
            put(UInt8(5))
            put(number)
            put(user)
            put(list: families) { $0.put($1) }
        case .prepareRace(let number, let race):
            put(UInt8(6))
            put(number)
            put(race)
        case .runRace(let number, let race, let time):
            put(UInt8(7))
            put(number)
            put(race)
            put(time)
        }
    }

    private mutating func put(_ race: TokenRace) {
        put(race.number)
        put(race.kind.rawValue)
        for number in [race.first, race.count, race.racers, race.each, race.rank] { put(number) }
        put(race.over)
    }

    mutating func put(_ report: TokenWorkReport) {
        put(report.number)
        put(report.outcome.rawValue)
    }
}

extension WireReader {
    mutating func takeTokenWorkOrder() throws(WireError) -> TokenWorkOrder {
        switch try take(UInt8.self) {
        case 1: return .begin(at: try take())
        case 2: return .stop(number: try take())
        case 3:
            let families = try takeList { wire throws(WireError) in
                WatchedFamily(family: try wire.take(), generation: try wire.take())
            }
            return .watch(families, until: try take())
        case 4: return .revoke(number: try take(), family: try take())
        case 5:
            return .removeUser(
                number: try take(), user: try take(),
                families: try takeList { wire throws(WireError) in try wire.take(UInt32.self) })
        case 6: return .prepareRace(number: try take(), try takeRace())
        case 7: return .runRace(number: try take(), race: try take(), at: try take())
        default: throw WireError()
        }
    }

    private mutating func takeRace() throws(WireError) -> TokenRace {
        let number: UInt32 = try take()
        let kind: TokenRaceKind = try takeCase()
        let (first, count): (UInt32, UInt32) = (try take(), try take())
        let (racers, each, rank): (UInt32, UInt32, UInt32) = (try take(), try take(), try take())
        guard racers > 0, count <= .max - first else { throw WireError() }
        var race = TokenRace(
            number: number, kind, first: first, count: count, racers: racers, each: each, over: try take())
        race.rank = rank
        return race
    }

    mutating func takeTokenWorkReport() throws(WireError) -> TokenWorkReport {
        TokenWorkReport(number: try take(), outcome: try takeCase())
    }
}
