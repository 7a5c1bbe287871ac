import CPosix
import Credentials
import History
import ReplicaProcess

/// The credentials that the prober asks about, by their numbers.
final class ProberBook {
    private(set) var tokens: [KnownToken] = []
    private var places: [CredentialID: Int] = [:]
    /// Wall time - steady time: the machine's clock may be set during a run, and nothing planned follows it.
    private let wallOffset = kq_wall_offset()

    func learn(_ token: KnownToken) {
        if let place = places[token.id] {
            tokens[place] = token
        } else {
            places[token.id] = tokens.count
            tokens.append(token)
        }
    }

    func token(_ credential: CredentialID) -> KnownToken? { places[credential].map { tokens[$0] } }

    func steady(_ time: WallTime) -> SteadyTime {
        SteadyTime(nanoseconds: UInt64(clamping: time.nanoseconds - wallOffset))
    }
}
