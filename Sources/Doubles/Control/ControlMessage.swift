import ReplicaProcess

/// An order to a helper, or a helper's report, as the control socket carries it.
protocol ControlMessage: Sendable {
    func put(into wire: inout WireWriter)
    init(from wire: inout WireReader) throws(WireError)
}

/// A message with the number that ties a report to its order; a helper's hello has none of its own and comes with zero.
struct Numbered<Body: ControlMessage> {
    let number: UInt32
    let body: Body
}

extension Numbered {
    /// A helper's hello.
    static var hello: UInt32 { 0 }

    var encoded: [UInt8] {
        var wire = WireWriter()
        wire.put(number)
        body.put(into: &wire)
        return wire.bytes
    }

    init(decoding bytes: [UInt8]) throws(WireError) {
        var wire = WireReader(bytes)
        number = try wire.take()
        body = try Body(from: &wire)
    }
}

extension Numbered: Equatable where Body: Equatable {}
