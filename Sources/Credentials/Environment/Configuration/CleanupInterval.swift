/// How often an environment drains though no end is due: the safety net under the scheduled ends.
public struct CleanupInterval: Equatable, Sendable {
    public let duration: Duration

    public static let standard = CleanupInterval(unchecked: .seconds(60))
    public static let shortest = CleanupInterval(unchecked: .milliseconds(100))

    /// Nil for less than 100 ms.
    public init?(_ duration: Duration) {
        guard duration >= Self.shortest.duration else { return nil }
        self.duration = duration
    }

    private init(unchecked duration: Duration) { self.duration = duration }
}
