/// When states could first be known, and must at last be: I(k) and A(k) of `SlotHistory`, for whatever goes through states in
/// an order.
struct Turns: Equatable {
    let invokedFrom: [Time]
    let acknowledgedFrom: [Time]

    init(invoked: [Time], acknowledged: [Time]) {
        invokedFrom = Self.suffixMinimum(invoked)
        acknowledgedFrom = Self.suffixMinimum(acknowledged)
    }

    /// One beyond the last is "never".
    private static func suffixMinimum(_ times: [Time]) -> [Time] {
        var suffix = times + [.never]
        for index in times.indices.reversed() { suffix[index] = min(suffix[index], suffix[index + 1]) }
        return suffix
    }
}
