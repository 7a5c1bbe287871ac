/// Where one deployment's replicas say what they hold: the hash `<namespace>:holds`, name -> entry.
package struct HoldsName: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    package init(namespace: String) { text = namespace + ":holds" }

    package var description: String { text }
    var key: [UInt8] { Array(text.utf8) }
}
