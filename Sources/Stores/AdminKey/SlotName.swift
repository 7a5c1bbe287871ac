/// Where one deployment's admin key stands in Redis, whole: `<namespace>:admin-key`.
///
/// There is no default, because two deployments that share one would take over each other's key.
package struct SlotName: Hashable, Sendable, CustomStringConvertible {
    /// The key of the slot itself.
    package let text: String
    package init(_ text: String) { self.text = text }

    /// The stream that every script appends to.
    package var log: String { text + ":log" }
    /// Where every change is published: the whole record of a fenced slot, an empty hint for a plain one.
    package var channel: String { text + ":push" }
    package var description: String { text }

    var key: [UInt8] { Array(text.utf8) }
    /// The keys of every script.
    var scriptKeys: [[UInt8]] { [key, Array(log.utf8)] }
}
