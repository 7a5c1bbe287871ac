import Credentials

/// When a new managed key is to end.
package enum Expiry: Equatable, Sendable {
    case never
    /// Unix milliseconds.
    case at(Int64)
    /// Milliseconds from its creation on, by Redis' clock.
    case after(Int64)

    /// - Parameters:
    ///   - time: RFC 3339, of `--expires`.
    ///   - span: of `--expires-in`; not both.
    /// - Throws: what is wrong with them; whether a time has passed, Redis' clock will judge.
    package init(time: String?, span: String?) throws(OperatorError) {
        switch (time, span) {
        case (nil, nil): self = .never
        case (let time?, nil):
            do { self = .at(try TimestampText.milliseconds(time)) } catch {
                throw OperatorError(.usage, .failed, "--expires: \(error)")
            }
        case (nil, let span?):
            let length: Int64
            do { length = try SpanText.milliseconds(span) } catch {
                throw OperatorError(.usage, .failed, "--expires-in: \(error)")
            }
            guard length > 0 else {
                throw OperatorError(.usage, .failed, "--expires-in: \(ManagedKeyFlaw.expiryPassed)")
            }
            guard length <= ManagedKeyRecord.latestMilliseconds else {
                throw OperatorError(.usage, .failed, "--expires-in: \(ManagedKeyFlaw.expiryTooFar)")
            }
            self = .after(length)
        case (_?, _?): throw OperatorError(.usage, .failed, "--expires and --expires-in exclude each other")
        }
    }

    /// Unix milliseconds; nil never ends.
    func milliseconds(from now: WallTime) -> Int64? {
        switch self {
        case .never: nil
        case .at(let end): end
        case .after(let span): now.milliseconds + span
        }
    }
}
