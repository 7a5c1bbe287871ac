/// How long a row lives: until its secret's end, for a second when that is past, else for ever.
public enum RegistrationLifetime: Equatable, Sendable {
    /// A real server says -1.
    case unlimited
    /// At least one: nothing that ends may become something that does not.
    case milliseconds(Int64)

    /// A row whose secret has ended is taken all the same, and goes at once: readers see why there is none.
    public static let ofEnded = RegistrationLifetime.milliseconds(1000)

    public init(secretExpiresAt end: UnixSeconds?, now: WallTime) {
        guard let end else {
            self = .unlimited
            return
        }
        let rest = end.milliseconds - now.milliseconds
        self = rest > 0 ? .milliseconds(rest) : .ofEnded
    }
}
