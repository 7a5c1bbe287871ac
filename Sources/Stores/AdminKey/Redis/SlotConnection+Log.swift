import Credentials
import RedisLink

extension SlotConnection {
    func readLog(after id: SlotLogID?, _ done: @escaping SlotAnswer<SlotLogPage>) {
        let start = id.map { "(\($0.text)" } ?? "-"
        let command = RedisCommand("XRANGE", name.log, start, "+", "COUNT", String(SlotLogPage.limit))
        ask(command, wrongType: nil, { done($0.flatMap(Self.page)) }) { reply, _ in SlotLogPage(reply) }
    }

    /// No page at all means that the key of the log holds something else.
    private static func page(_ page: SlotLogPage?) -> Result<SlotLogPage, SlotStoreError> {
        page.map { .success($0) } ?? .failure(SlotStoreError(.failed, .logDamaged))
    }
}

extension SlotLogPage {
    /// The reply of XRANGE.
    fileprivate init?(_ reply: RedisReply) {
        guard case .array(let rows) = reply else { return nil }
        let entries = rows.compactMap(SlotLogEntry.init)
        self.init(
            entries: entries, unreadable: rows.count - entries.count, last: rows.last.flatMap(SlotLogID.init(row:)))
    }
}

extension SlotLogID {
    fileprivate init?(row: RedisReply) {
        guard case .array(let parts) = row, let text = parts.first?.text else { return nil }
        self.init(text)
    }
}

extension SlotLogEntry {
    fileprivate init?(row: RedisReply) {
        guard case .array(let parts) = row, parts.count == 2, let id = SlotLogID(row: row), let list = parts[1].strings
        else { return nil }
        let fields = Dictionary(
            stride(from: 0, to: list.count - 1, by: 2).map {
                (String(decoding: list[$0], as: UTF8.self), list[$0 + 1])
            },
            uniquingKeysWith: { first, _ in first })
        func text(_ field: String) -> String { String(decoding: fields[field] ?? [], as: UTF8.self) }
        guard let epoch = Epoch(text: text("e").utf8), let nonce = Nonce(text: text("n").utf8),
            let fingerprint = UInt64(text("fp"), radix: 16), let author = Author(rawValue: text("by")),
            let time = WallTime(millisecondsText: fields["t"] ?? [])
        else { return nil }
        self.init(
            id: id, version: Version(epoch: epoch, nonce: nonce), fingerprintBits: fingerprint, author: author,
            client: text("client"), time: time)
    }
}
