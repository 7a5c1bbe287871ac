import Credentials

/// Where one deployment's environment documents stand in Redis: `<namespace>:env:index`, and `<namespace>:env:<id>` for
/// each.
package struct EnvironmentNames: Hashable, Sendable, CustomStringConvertible {
    private let front: String

    package init(namespace: String) { front = namespace + ":env:" }

    /// A hash, id -> version.
    package var index: String { front + "index" }
    /// Where every change is published, with the whole record.
    package var channel: String { front + "push" }
    package var description: String { front + "*" }

    /// The document of one environment, or its tombstone.
    package func document(of id: EnvironmentID) -> [UInt8] { Array(front.utf8) + id.bytes }

    /// The keys of a script; nil for an environment whose document would stand where the index is.
    func scriptKeys(for id: EnvironmentID) -> [[UInt8]]? {
        let index = Array(index.utf8)
        let document = document(of: id)
        return index == document ? nil : [index, document]
    }
}
