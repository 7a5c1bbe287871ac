import Credentials

/// Where one deployment's managed keys stand in Redis: `<namespace>:managed-keys` and four names below it.
package struct ManagedKeyNames: Hashable, Sendable, CustomStringConvertible {
    /// A hash, id -> row.
    package let records: String

    package init(namespace: String) { records = namespace + ":managed-keys" }

    /// A hash, digest -> id: no digest belongs to two keys.
    package var hashes: String { records + ":hashes" }
    /// A sorted set, id -> revision of its last change.
    package var changes: String { records + ":changes" }
    /// A sorted set, `revision id` -> revision: the latest changes, by which a reader knows its own history again.
    package var log: String { records + ":log" }
    /// The revision of the last change.
    package var revision: String { records + ":revision" }
    /// Where every change is published.
    package var channel: String { records + ":push" }
    package var description: String { records }

    /// The entries of the log; a reader that is further behind reads everything anew.
    package static let longestLog = 10_000

    /// Every key that there is.
    package var all: [String] { [records, hashes, changes, log, revision] }

    /// The keys of every script.
    var scriptKeys: [[UInt8]] { all.map { Array($0.utf8) } }
}
