/// Which numbers families have.
package enum TokenFamilies {
    /// Sessions count from 0.
    package static let firstCode: UInt32 = 0x4000_0000
    /// Those that races are about.
    package static let firstRaced: UInt32 = 0x8000_0000

    package static func isSession(_ family: UInt32) -> Bool { family < firstCode }

    /// Some sessions hold a second access token that ends long before the first one: its row leaves a member behind in an
    /// index that lives on. So many of them at most, since somebody goes through all of them at the end.
    package static func isMixed(_ family: UInt32) -> Bool { family < 2_000 && family % 4 == 3 }
}
