import History

/// When the links of one life to Redis were up.
struct LinkHistory {
    private var changes: [(at: Time, role: LinkRole, isUp: Bool)] = []

    /// A descriptor is closed before its link is written down as lost: by less than this, on a machine that is busy, too.
    private static let notice: Int64 = 100_000_000

    mutating func changed(_ role: LinkRole, isUp: Bool, at time: Time) { changes.append((time, role, isUp)) }

    /// Whether none of them was away, nor about to be. Of one that is not in the history nothing says that it was.
    func areUp(at time: Time) -> Bool {
        let isAway = [LinkRole.data, .push].contains { role in
            changes.last { $0.role == role && $0.at <= time }?.isUp == false
        }
        return !isAway && !changes.contains { !$0.isUp && $0.at > time && $0.at - time <= Self.notice }
    }
}
