/// What keeps a benchmark from measuring; the environment's fault.
package struct BenchError: Error, Equatable, Sendable, CustomStringConvertible {
    package let description: String
    package init(_ description: String) { self.description = description }
}
