/// How a replica shows itself over HTTP, on the loopback.
package struct FaceConfiguration: Equatable, Sendable {
    /// 0: one that the kernel picks.
    package var port: UInt16
    /// Where every decision leaves a line; nil for nowhere.
    package var auditPath: String?
    /// With an unguarded route, for a benchmark to compare guarded ones with.
    package var opensBench: Bool

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
    }
}

extension WireReader {
    mutating func takeFace() throws(WireError) -> FaceConfiguration {
        FaceConfiguration(
            port: try take(), auditPath: try takeOptional { r throws(WireError) in try r.takeText() },
            opensBench: try takeFlag())
    }
}
