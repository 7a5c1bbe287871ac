import History

/// Who uses which client, and who is on the way to a new one, as the replicas' own records say it.
struct RegistrationSights: Equatable {
    /// What stands in each row on the current primary; none where it is absent, damaged or not looked at yet.
    var rows: [RegistrationID: FingerprintBits] = [:]
    private var uses: [Place: Use] = [:]
    private(set) var holders: [RegistrationID: LeaseHolder] = [:]

    private struct Place: Hashable {
        let replica: ReplicaID
        let id: RegistrationID
    }

    private struct Use: Equatable {
        let life: Life
        let client: FingerprintBits
    }

    /// Nil when this life has none.
    func client(of life: Life, at id: RegistrationID) -> FingerprintBits? {
        guard let use = uses[Place(replica: life.replica, id: id)], use.life == life else { return nil }
        return use.client
    }

    mutating func take(_ event: RegistrationEvent, of life: Life) {
        switch event {
        case .used(let id, let client, _, _):
            uses[Place(replica: life.replica, id: id)] = client == .none ? nil : Use(life: life, client: client)
        case .lease(let id, .taken, let fence): holders[id] = LeaseHolder(life: life, fence: fence, stage: .claimed)
        case .lease(let id, .released, _), .lease(let id, .lost, _):
            if let holder = holders[id], holder.life == life, holder.stage != .stored { holders[id] = nil }
        case .requested(let id, .discover, _): advance(id, life, to: .discovering)
        case .requested(let id, .register, _): advance(id, life, to: .registering)
        case .answered(let id, .register, _, _, let client, _) where client != .none: advance(id, life, to: .answered)
        case .stored(let id, _, .wrote, _, isPutBack: false), .stored(let id, _, .already, _, isPutBack: false):
            advance(id, life, to: .stored)
        default: break
        }
    }

    private mutating func advance(_ id: RegistrationID, _ life: Life, to stage: LeaseHolder.Stage) {
        if holders[id]?.life == life { holders[id]?.stage = stage }
    }
}

/// Who has the lease of one key, and how far it got; where it got to the end, until somebody else takes one: what it stored
/// ended its lease.
struct LeaseHolder: Equatable {
    enum Stage: Int, Comparable {
        case claimed, discovering, registering, answered, stored
        static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    let life: Life
    let fence: UInt64
    var stage: Stage
}
