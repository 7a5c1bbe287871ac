import Doubles
import History

/// The local address that each party of a run connects from, by which a link proxy tells who it is: all of 127.0.0.0/8
/// is this machine. The coordinator's own connections come from 127.0.0.1 and pass by every proxy.
enum LinkSources {
    static func replica(_ id: ReplicaID) -> SourceAddress { SourceAddress(bits: 0x7F10_0000 + id.number) }
    static func `operator`(_ number: Int) -> SourceAddress { SourceAddress(bits: 0x7F02_0000 + UInt32(number)) }
    static func node(_ id: NodeID) -> SourceAddress { SourceAddress(bits: 0x7F03_0000 + UInt32(id.number)) }
    static func sentinel(_ number: UInt8) -> SourceAddress { SourceAddress(bits: 0x7F04_0000 + UInt32(number)) }
}
