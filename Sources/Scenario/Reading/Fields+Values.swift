/// Readers of typed values. Each returns nil after a finding, and nil without one when an optional key is absent.
extension Fields {
    func duration(_ key: String) -> UInt64? {
        value(key).flatMap { $0.duration(of: key, log: log) }
    }

    func requiredDuration(_ key: String) -> UInt64? {
        required(key).flatMap { $0.duration(of: key, log: log) }
    }

    func integer(_ key: String, in range: ClosedRange<Int>) -> Int? {
        value(key).flatMap { $0.integer(of: key, in: range, log: log) }
    }

    func requiredInteger(_ key: String, in range: ClosedRange<Int>) -> Int? {
        required(key).flatMap { $0.integer(of: key, in: range, log: log) }
    }

    func boolean(_ key: String) -> Bool? {
        value(key).flatMap { $0.boolean(of: key, log: log) }
    }

    func text(_ key: String) -> String? {
        value(key).flatMap { $0.text(of: key, log: log) }
    }

    func choice<Choice: RawRepresentable<String> & CaseIterable>(_ key: String, of type: Choice.Type) -> Choice? {
        value(key).flatMap { $0.choice(of: key, type, log: log) }
    }

    func requiredChoice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: String, of type: Choice.Type
    ) -> Choice? {
        required(key).flatMap { $0.choice(of: key, type, log: log) }
    }
}
