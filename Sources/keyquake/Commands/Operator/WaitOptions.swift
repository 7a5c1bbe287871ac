import ArgumentParser
import Operator

/// Whether to wait for the fleet, and for whom not.
struct WaitOptions: ParsableArguments {
    @Option(
        help: """
            Wait so long (30s, 2m) until every replica has confirmed; exit 1 names who is missing. Replicas write down \
            what they hold within 100 ms of a change and every 5 s; one that was silent for 15 s is missing.
            """)
    var wait: String?
    @Option(parsing: .upToNextOption, help: "Replicas that may be missing: they are dead, and stay so.")
    var ignoreMissing: [String] = []
    @Option(help: "So many replicas at least must have confirmed.")
    var atLeast: Int?

    func validate() throws {
        if wait == nil, !ignoreMissing.isEmpty || atLeast != nil {
            throw ValidationError("--ignore-missing and --at-least go with --wait")
        }
        if let atLeast, atLeast < 1 { throw ValidationError("--at-least is 1 or more") }
        _ = try wish
    }

    /// Nil: do not wait.
    var wish: WaitWish? {
        get throws {
            guard let wait else { return nil }
            let limit: Int64
            do { limit = try SpanText.milliseconds(wait) } catch { throw ValidationError("--wait: \(error)") }
            guard limit <= Self.longest else { throw ValidationError("--wait: a day is the longest") }
            return WaitWish(limit: UInt64(limit) * 1_000_000, ignoring: Set(ignoreMissing), atLeast: atLeast)
        }
    }

    private static let longest: Int64 = 86_400_000
}
