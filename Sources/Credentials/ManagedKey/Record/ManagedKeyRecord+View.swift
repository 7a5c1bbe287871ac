extension ManagedKeyRecord {
    /// What lists and replies show, as JSON: the contract's fields without the hash, and whether it is active now.
    ///
    /// - Parameters:
    ///   - token: only in the reply to a create, and nowhere else: this is the one time that it is shown.
    public func viewJSON(at now: WallTime, issuing token: ManagedKeyToken? = nil) -> [UInt8] {
        var text = JSONText()
        text.member("id", id.description)
        text.member("name", name)
        if let description { text.member("description", description) }
        if let userPath { text.member("user_path", userPath.text) }
        text.member("redacted_value", redactedValue)
        text.member("enabled", isEnabled)
        if let expiresAt { text.member("expires_at", expiresAt.utcText) }
        if let deactivatedAt { text.member("deactivated_at", deactivatedAt.utcText) }
        text.member("created_at", createdAt.utcText)
        text.member("updated_at", updatedAt.utcText)
        text.member("active", isActive(at: now))
        if let token { text.member("value", token.secret.withBytes { String(decoding: $0, as: UTF8.self) }) }
        return text.closed
    }
}

extension WallTime {
    /// RFC 3339 in UTC with milliseconds: `2026-11-21T10:00:00.000Z`.
    package var utcText: String {
        let total = milliseconds
        let day = total.quotient(by: 86_400_000)
        let rest = total - day * 86_400_000
        let date = Self.date(ofDay: day)
        let clock = [rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60].map { Self.padded($0, 2) }
        return "\(Self.padded(date.year, 4))-\(Self.padded(date.month, 2))-\(Self.padded(date.day, 2))T"
            + clock.joined(separator: ":") + ".\(Self.padded(rest % 1000, 3))Z"
    }

    /// Days since 1970 as a Gregorian date: years are counted from March, so that the leap day comes last; 400 of them
    /// have 146,097 days.
    private static func date(ofDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = day + 719_468
        let era = shifted.quotient(by: 146_097)
        let dayOfEra = shifted - era * 146_097
        let year = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * year + year / 4 - year / 100)
        let month = (5 * dayOfYear + 2) / 153
        let isAfterYearsEnd = month >= 10
        return (
            year + era * 400 + (isAfterYearsEnd ? 1 : 0), month + (isAfterYearsEnd ? -9 : 3),
            dayOfYear - (153 * month + 2) / 5 + 1
        )
    }

    private static func padded(_ number: Int64, _ count: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, count - text.count)) + text
    }
}

extension Int64 {
    /// Rounded down, also below zero.
    fileprivate func quotient(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
