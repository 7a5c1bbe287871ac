/// What several processes all want at the same time, in every round anew.
package enum StorageRace: String, CaseIterable, Codable, Sendable {
    /// Exactly one may get it.
    case user, identity, pending, assertion, proofKey
    /// The same as `pending` in the two steps that the contract began with, which more than one gets through.
    case pendingInTwoSteps
    /// Two delete a user while the others use the user's identity.
    case lastUse
    /// Two store rows in a session while the others delete the session.
    case upstream

    /// The first two racers against the others, or everybody for the same.
    package var isBetweenSides: Bool { self == .lastUse || self == .upstream }
}

/// What one racer is told; it comes in a file that only its owner can read, since it has the password in it.
package struct RaceOrder: Codable, Sendable {
    package var socket: String
    package var user: String
    package var password: String
    /// Of the storage's keys.
    package var prefix: String
    /// What keys begin with at which the racers meet; outside of the storage.
    package var meeting: String
    package var race: StorageRace
    package var rounds: Int
    package var racers: Int
    /// Which of them this one is, from 0.
    package var rank: Int

    package init(
        socket: String, user: String, password: String, prefix: String, meeting: String, race: StorageRace,
        rounds: Int, racers: Int, rank: Int
    ) {
        self.socket = socket
        self.user = user
        self.password = password
        self.prefix = prefix
        self.meeting = meeting
        self.race = race
        self.rounds = rounds
        self.racers = racers
        self.rank = rank
    }
}

/// What things are called in a round, by those who prepare it and by those who race.
package enum RaceNames {
    package static let provider = "idp"
    package static func user(_ round: Int) -> String { "user-\(round)" }
    package static func subject(_ round: Int) -> String { "subject-\(round)" }
    package static func state(_ round: Int) -> String { "state-\(round)" }
    package static func signature(_ round: Int) -> String { "signature-\(round)" }
    package static func session(_ round: Int) -> String { "session-\(round)" }
}
