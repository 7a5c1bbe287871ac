import Credentials
import History

/// Keys whose fingerprints the coordinator has told: the latest few, which are those about to be in force.
///
/// A fingerprint is for the history alone. To make one while a push arrives everywhere at once is a quarter of what a
/// replica does then; to recognise a key that was told before is next to nothing.
struct ToldKeys: Sendable {
    private var latest: [(key: Secret, fingerprint: FingerprintBits)] = []
    private static let most = 4

    mutating func add(_ key: Secret, _ fingerprint: FingerprintBits) {
        if latest.count == Self.most { latest.removeFirst() }
        latest.append((key, fingerprint))
    }

    func fingerprint(of key: Secret) -> FingerprintBits? { latest.last { $0.key == key }?.fingerprint }
}
