import History

/// Something in a history that its writers cannot have left.
package struct Damage: Equatable, Sendable, CustomStringConvertible {
    package enum What: Equatable, Sendable {
        /// The file ends early.
        case truncated(bytes: Int, of: Int)
        /// A word of a region's control page does not carry its check, or one that stays unused is not zero.
        case controlWord
        /// A word of a live cell does not carry its check.
        case cell
        /// More records committed than the region, or the file, has.
        case count(committed: Int, readable: Int)
        case checksum
        /// The sequence number is not the record's place.
        case sequence(found: UInt32)
        /// Bytes behind the last record that nobody wrote.
        case unwritten
    }

    /// Nil when it is about the file as a whole.
    package let region: RegionOwner?
    /// Of the control word, cell or record.
    package let index: Int?
    package let what: What

    package init(_ what: What, in region: RegionOwner? = nil, at index: Int? = nil) {
        self.what = what
        self.region = region
        self.index = index
    }

    package var description: String {
        let place = region.map { "\($0): " } ?? ""
        let number = index.map(String.init) ?? ""
        switch what {
        case .truncated(let bytes, let all): return place + "the file is cut off: \(bytes) of \(all) bytes"
        case .controlWord: return place + "control word \(number) is damaged"
        case .cell: return place + "probe cell \(number) is damaged"
        case .count(let committed, let readable): return place + "\(committed) records committed, \(readable) there"
        case .checksum: return place + "record \(number) is damaged"
        case .sequence(let found): return place + "record \(number) says it is number \(found)"
        case .unwritten: return place + "something stands behind the last record, at place \(number)"
        }
    }
}
