/// Which numbers families have.
package enum TokenFamilies {
    /// Sessions count from 0.
    package static let firstCode: UInt32 = 0x4000_0000
    /// Those that races are about.
    package static let firstRaced: UInt32 = 0x8000_0000

    package static func isSession(_ family: UInt32) -> Bool { family < firstCode }
}
