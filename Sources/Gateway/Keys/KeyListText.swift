import Credentials
import NIOCore
import NIOPosix

/// The list of all keys as one text, made slice by slice: whoever waits for a decision meanwhile has his turn.
enum KeyListText {
    /// About a third of a millisecond.
    static let slice = 64

    /// `[]` for none, never null.
    static func json(_ records: [ManagedKeyRecord], at now: WallTime) async -> ByteBuffer {
        var text = ByteBuffer()
        text.writeInteger(UInt8(ascii: "["))
        for (index, record) in records.enumerated() {
            if index > 0 { text.writeInteger(UInt8(ascii: ",")) }
            if index % slice == slice - 1 { await letOthersIn() }
            text.writeBytes(record.viewJSON(at: now))
        }
        text.writeInteger(UInt8(ascii: "]"))
        return text
    }

    /// A loop runs every task that is ready before it looks at its sockets again: one that is merely queued anew lets
    /// nobody in.
    private static func letOthersIn() async {
        guard let loop = MultiThreadedEventLoopGroup.currentEventLoop else { return await Task.yield() }
        let pause = loop.scheduleTask(in: .microseconds(50)) {}
        try? await pause.futureResult.get()  // it cannot fail but with its loop
    }
}
