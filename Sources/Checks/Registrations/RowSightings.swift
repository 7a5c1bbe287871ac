import History

/// What the row of a registration was on the reigning primary, from one look that was news to the next.
struct RowSighting: Equatable {
    var called: Time
    var returned: Time
    var state: RowState
    var client: FingerprintBits
    var generation: UInt64
    /// Certainly no longer so behind it: the call of the next one, or the end of the reign.
    var until = Time.never

    var isGood: Bool { state == .good }
}

/// A row as it stood, whatever its time to live and whoever reigned.
struct RowRun: Equatable {
    var row: RowSighting
    /// Certainly so from here on.
    var since: Time
    /// Certainly no longer so behind it.
    var until: Time
}

/// The row of one registration on whoever reigned, in the order of time.
///
/// Only news is recorded, as of managed keys: a node that begins to reign shows at once what it was last seen to hold.
struct RowSightings {
    let all: [RowSighting]

    init(_ looks: [RowLook], _ reigns: Reigns) {
        var all: [RowSighting] = []
        for reign in reigns.all where reign.span.from < reign.span.to {
            var own = Self.sightings(reign, looks.filter { $0.node == reign.node })
            for index in own.indices {
                own[index].until = index + 1 < own.count ? own[index + 1].called : reign.span.to
            }
            all += own
        }
        self.all = all
    }

    private static func sightings(_ reign: Reign, _ looks: [RowLook]) -> [RowSighting] {
        var sightings = looks.filter { reign.covers($0.node, $0.called, $0.returned) }.map(RowSighting.init)
        if let before = looks.last(where: { $0.called < reign.span.from }), before.returned < reign.span.to {
            var inherited = RowSighting(before)
            inherited.called = max(reign.span.from, before.called)
            inherited.returned = max(reign.span.from, before.returned)
            sightings.insert(inherited, at: 0)
        }
        return sightings
    }

    var last: RowSighting? { all.last }

    /// Since when the last one has stood as it is, whatever its time to live.
    var restingSince: Time? { runs.last?.since }

    /// One for each stretch in which nothing else was seen.
    var runs: [RowRun] {
        all.reduce(into: []) { runs, row in
            if let last = runs.last, last.row.isSame(as: row) {
                runs[runs.count - 1].until = row.until
            } else {
                runs.append(RowRun(row: row, since: row.returned, until: row.until))
            }
        }
    }

    /// The first row above `floor` that somebody had no more right to be behind, with when: something above it had stood
    /// without interruption for as long as `deadline` says, and this between `from` and `to`.
    ///
    /// - Parameters:
    ///   - floor: nil where nothing is held at all.
    ///   - usableUntil: when the secret of a row has ended, it is as good as none.
    func overdue(
        above floor: UInt64?, from: Time, to: Time, usableUntil: (RowSighting) -> Time, deadline: (Time) -> Time
    ) -> (row: RowSighting, deadline: Time)? {
        var since: Time?
        for row in all where row.until > from {
            guard row.isGood, floor.map({ row.generation > $0 }) ?? true else {
                since = nil
                continue
            }
            let usable = usableUntil(row)
            let due = deadline(max(since ?? row.returned, from))
            if due < min(row.until, usable, to) { return (row, due) }
            since = usable < row.until ? nil : since ?? row.returned
        }
        return nil
    }

    /// Whether one look that showed the row so and no look that showed another lie around these two.
    func certainly(_ from: Time, _ to: Time, _ isSo: (RowSighting) -> Bool) -> Bool {
        all.contains { isSo($0) && $0.returned <= from && to < $0.until }
    }

    /// Whether the row may have been so at some time between these two.
    func possibly(_ from: Time, _ to: Time, _ isSo: (RowSighting) -> Bool) -> Bool {
        all.enumerated().contains { index, row in
            let next = index + 1 < all.count ? all[index + 1].returned : .never
            return isSo(row) && row.called <= to && from <= next
        }
    }
}

extension RowSighting {
    fileprivate func isSame(as other: RowSighting) -> Bool {
        state == other.state && client == other.client && generation == other.generation
    }

    fileprivate init(_ look: RowLook) {
        self.init(
            called: look.called, returned: look.returned, state: look.state, client: look.client,
            generation: look.generation)
    }
}
