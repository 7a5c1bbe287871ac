/// What a well-formed answer about a registration's row says.
public enum RegistrationReading: Equatable, Sendable {
    case found(Registration)
    case absent
    /// Not adopted; a writer may overwrite it.
    case malformed(RegistrationDamage)
}

/// Why a row is no registration.
public enum RegistrationDamage: String, Error, Sendable, CaseIterable {
    /// Another Redis type.
    case wrongType = "wrong-type"
    /// No JSON object, or a part of another type.
    case notARow = "not-a-row"
    /// A part without which nothing may be stored is missing.
    case incomplete
    /// It says of itself that it belongs to another key.
    case otherKey = "other-key"
    /// A generation more than 24 h ahead of the reader's clock would block every later one.
    case poisonedGeneration = "poisoned-generation"
}

extension RegistrationReading {
    /// Reads what stands under a key; nil for nothing.
    public init(row: [UInt8]?, under key: RegistrationKey, now: WallTime) {
        guard let row else {
            self = .absent
            return
        }
        do throws(RegistrationDamage) {
            let registration = try Registration(row: row)
            guard registration.key == key else { throw .otherKey }
            guard !registration.version.epoch.isPoisoned(at: now) else { throw .poisonedGeneration }
            self = .found(registration)
        } catch {
            self = .malformed(error)
        }
    }

    /// The registration, if there is a sound one.
    public var registration: Registration? {
        guard case .found(let registration) = self else { return nil }
        return registration
    }
}
