/// What a ``ScriptedPeer`` does on one connection, step by step; after the last step it closes.
package enum PeerStep: Sendable {
    /// Reads one command, then sends this text.
    case answer(String)
    /// Reads one command and keeps silent.
    case ignore
    /// Sends text without having been asked.
    case send(String)
    /// Sends bytes that need not be text.
    case sendBytes([UInt8])
    /// Sends the same text many times, without having been asked.
    case flood(String, count: Int)
    /// Sends text byte by byte with a pause before each.
    case drip(String, everyMilliseconds: Int32)
    /// Does nothing until the client goes away.
    case stall
    /// Closes in order (FIN).
    case close
    /// Closes with a reset (RST).
    case reset
}
