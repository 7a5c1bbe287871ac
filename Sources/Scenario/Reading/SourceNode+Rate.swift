extension SourceNode {
    /// Bytes a second, written as `64KiB/s`.
    func rate(of name: String, log: FindingLog) -> UInt64? {
        guard let scalar = scalar(of: name, log: log, expected: "a rate such as 64KiB/s") else { return nil }
        let digits = scalar.text.prefix { $0.isASCII && $0.isNumber }
        let unit = String(scalar.text.dropFirst(digits.count))
        guard let count = UInt64(digits), let scale = Self.rateUnits[unit] else {
            log.report(
                "\(name) is a whole number of B/s, KiB/s or MiB/s such as 64KiB/s, not '\(scalar.text)'", at: position,
                suggestion: digits.isEmpty ? nil : Self.rateUnit(meantBy: unit).map { digits + $0 })
            return nil
        }
        let (rate, overflow) = count.multipliedReportingOverflow(by: scale)
        guard !overflow, (1...Limits.rate).contains(rate) else {
            let bound = count == 0 ? "more than nothing" : "at most \(Limits.rate >> 20)MiB/s"
            log.report("\(name) is \(bound), not \(scalar.text)", at: position)
            return nil
        }
        return rate
    }

    private static let rateUnits: [String: UInt64] = ["B/s": 1, "KiB/s": 1 << 10, "MiB/s": 1 << 20]

    /// Units without their second, in small letters, or decimal ones.
    private static func rateUnit(meantBy unit: String) -> String? {
        switch unit.lowercased() {
        case "", "b", "b/s", "bps": "B/s"
        case "k", "k/s", "kb", "kb/s", "kib", "kib/s", "kbps": "KiB/s"
        case "m", "m/s", "mb", "mb/s", "mib", "mib/s", "mbps": "MiB/s"
        default: nil
        }
    }
}
