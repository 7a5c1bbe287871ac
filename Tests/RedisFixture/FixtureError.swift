import Glibc

/// What the fixture could not do; the text is for the reader of a failing test.
package struct FixtureError: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }

    package static var lastSystemError: String { String(cString: strerror(errno)) }
}
