/// Why what stands in the hash is no entry. It is told, and never counts as a confirmation.
package enum HoldsFlaw: String, Error, CaseIterable, Sendable {
    /// Not the text that a store of ours writes.
    case damaged
    /// An entry in another version of the form.
    case otherVersion
    /// The name of the field is none that a replica can have.
    case badName
    /// It holds a version more than 24 h ahead of Redis' clock, which no replica adopts.
    case poisoned
}

/// One line of seven words in one order, so that a content has one text and redis-cli shows it as it is:
/// `v=1 incarnation=2 admin=1790000000000:00f1… read=yes keys=1790000000003 refuse-after=keep time=1790000000100`.
extension HoldsClaim {
    /// The text up to the time, which the script that writes it adds.
    package var front: [UInt8] {
        let admin =
            switch holding.admin {
            case .unwatched: "none"
            case .plain: "plain"
            case .fenced(nil): "unread"
            case .fenced(let version?): version.description
            }
        let values = [
            "1", String(incarnation), admin, holding.hasReadAdmin ? "yes" : "no",
            holding.keys?.description ?? "none", refuseAfterMilliseconds.map { String($0) } ?? "keep",
        ]
        return Array(zip(HoldsEntry.words, values).map { "\($0)=\($1)" }.joined(separator: " ").utf8)
    }

    fileprivate init?(_ values: [ArraySlice<UInt8>]) {
        guard let number = Epoch(text: values[1])?.number, let incarnation = UInt32(exactly: number),
            let admin = Holding.Admin(values[2])
        else { return nil }
        var keys: Epoch?
        if !values[4].says("none") {
            guard let revision = Epoch(text: values[4]) else { return nil }
            keys = revision
        }
        var refuseAfter: UInt64?
        if !values[5].says("keep") {
            guard let limit = Epoch(text: values[5])?.number, limit <= Self.longestRefuseAfter else { return nil }
            refuseAfter = limit
        }
        let holding = Holding(admin: admin, hasReadAdmin: values[3].says("yes"), keys: keys)
        self.init(incarnation: incarnation, holding: holding, refuseAfterMilliseconds: refuseAfter)
    }
}

extension HoldsEntry {
    fileprivate static let words = ["v", "incarnation", "admin", "read", "keys", "refuse-after", "time"]

    package var text: [UInt8] { claim.front + Array(" time=\(time.milliseconds)".utf8) }

    /// Reads the one form in which an entry is written; whatever else is in the text, it is none.
    package init(text: [UInt8]) throws(HoldsFlaw) {
        let words = text.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard let version = words.first?.value(of: "v"), let number = Epoch(text: version)?.number else {
            throw .damaged
        }
        guard number == 1 else { throw .otherVersion }
        let values = zip(words, Self.words).compactMap { $0.value(of: $1) }
        guard words.count == Self.words.count, values.count == words.count, let claim = HoldsClaim(values),
            let time = Epoch(text: values[6])?.number, time <= UInt64(ManagedKeyRecord.latestMilliseconds)
        else { throw .damaged }
        self.init(claim: claim, time: WallTime(milliseconds: Int64(time)))
        // Leading zeros, another "no": not what we write.
        guard self.text == text else { throw .damaged }
    }
}

extension Holding.Admin {
    fileprivate init?(_ text: ArraySlice<UInt8>) {
        if text.says("none") {
            self = .unwatched
        } else if text.says("plain") {
            self = .plain
        } else if text.says("unread") {
            self = .fenced(nil)
        } else {
            let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            guard parts.count == 2, let epoch = Epoch(text: parts[0]), let nonce = Nonce(text: parts[1]) else {
                return nil
            }
            self = .fenced(Version(epoch: epoch, nonce: nonce))
        }
    }
}

extension ArraySlice<UInt8> {
    fileprivate func says(_ text: String) -> Bool { elementsEqual(text.utf8) }

    /// What stands after `name=`.
    fileprivate func value(of name: String) -> ArraySlice<UInt8>? {
        guard starts(with: "\(name)=".utf8) else { return nil }
        return dropFirst(name.utf8.count + 1)
    }
}
