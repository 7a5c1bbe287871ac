import FoundationEssentials

/// The text of a record up to the number of its version, which stands last: the number is made where it is written.
extension EnvironmentDocument {
    package var textBeforeVersion: [UInt8] {
        var document = self
        document.version = .zero
        return Array(document.json.dropLast(RecordText.end.count))
    }
}

extension EnvironmentID {
    /// The same for the record that says that this environment was deleted.
    package var tombstoneBeforeVersion: [UInt8] { RecordText.tombstone(description) }
}

package enum RecordText {
    /// How a text ends whose version is zero.
    static let end = Array("0}".utf8)

    /// Bytes; with 14 digits and the brace it is as long as a text may be.
    package static let longestFront = EnvironmentRecord.longestText - 15

    private struct Tombstone: Encodable {
        let deleted = true
        let envID: String
        let version = 0
    }

    static func tombstone(_ id: String) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(Tombstone(envID: id)) else { return [] }  // a text, a flag and a number
        return Array(data.dropLast(end.count))
    }

    package static func complete(_ front: [UInt8], version: Epoch) -> [UInt8] {
        front + Array("\(version)}".utf8)
    }
}
