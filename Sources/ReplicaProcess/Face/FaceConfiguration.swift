/// How a replica shows itself over HTTP, on the loopback.
package struct FaceConfiguration: Equatable, Sendable {
    /// 0: one that the kernel picks.
    package var port: UInt16
    /// Where every decision leaves a line; nil for nowhere.
    package var auditPath: String?
    /// With an unguarded route, for a benchmark to compare guarded ones with.
    package var opensBench: Bool
    /// Nanoseconds for requests that are under way when the face closes; what is not done then is cut off. Whoever stops
    /// the replica waits longer.
    package var drain = FaceConfiguration.standardDrain

    package static let standardDrain: UInt64 = 5_000_000_000

    package init(port: UInt16 = 0, auditPath: String? = nil, opensBench: Bool = false) {
        self.port = port
        self.auditPath = auditPath
        self.opensBench = opensBench
    }
}

extension WireWriter {
    mutating func put(_ face: FaceConfiguration) {
        put(face.port)
        put(optional: face.auditPath) { $0.put($1) }
        put(face.opensBench)
        put(face.drain)
    }
}

extension WireReader {
    mutating func takeFace() throws(WireError) -> FaceConfiguration {
        var face = FaceConfiguration(
            port: try take(), auditPath: try takeOptional { r throws(WireError) in try r.takeText() },
            opensBench: try takeFlag())
        face.drain = try take()
        return face
    }
}
