import Credentials
import History
import ReplicaCore

extension EnvironmentReport {
    var encodedSize: Int {
        var wire = WireWriter()
        wire.put(self)
        return wire.bytes.count
    }
}

extension WireWriter {
    mutating func put(_ report: EnvironmentReport) {
        put(report.environment.number)
        put(report.status)
    }

    private mutating func put(_ status: EnvironmentStatus) {
        put(status.credentials)
        put(list: status.sdkEnds) { $0.put($1.nanoseconds) }
        put(list: status.mobileEnds) { $0.put($1.nanoseconds) }
        for name in [
            status.names.environmentKey, status.names.environment, status.names.projectKey, status.names.project,
        ] {
            put(name)
        }
        put(optional: status.version) { wire, version in
            wire.put(version.epoch.number)
            wire.put(version.nonce.bits)
        }
        put(status.isOffline)
        put(status.connection.rawValue)
        put(UInt32(clamping: status.runningClients))
        put(UInt32(clamping: status.startingClients))
        put(optional: status.data) { $0.put($1) }
        put(optional: status.sdkEvents) { $0.put($1) }
        put(optional: status.mobileEvents) { $0.put($1) }
    }

    private mutating func put(_ status: CredentialStatus) {
        for text in [
            status.sdkKey, status.mobileKey, status.environmentID, status.expiringSDKKey, status.expiringMobileKey,
        ] {
            put(optional: text) { $0.put($1) }
        }
        for list in [
            status.additionalSDKKeys, status.additionalMobileKeys, status.expiringSDKKeys, status.expiringMobileKeys,
        ] {
            put(list: list) { $0.put($1) }
        }
    }
}

extension WireReader {
    mutating func takeEnvironmentReport() throws(WireError) -> EnvironmentReport {
        EnvironmentReport(environment: CredentialID(try take()), status: try takeEnvironmentStatus())
    }

    private mutating func takeEnvironmentStatus() throws(WireError) -> EnvironmentStatus {
        EnvironmentStatus(
            credentials: try takeCredentialStatus(), sdkEnds: try takeEnds(), mobileEnds: try takeEnds(),
            names: EnvironmentDocument.Names(
                environmentKey: try takeText(), environment: try takeText(), projectKey: try takeText(),
                project: try takeText()),
            version: try takeOptional { r throws(WireError) in try r.takeVersion() }, isOffline: try takeFlag(),
            connection: try takeWord(), runningClients: Int(try take(UInt32.self)),
            startingClients: Int(try take(UInt32.self)),
            data: try takeOptional { r throws(WireError) in try r.take(UInt64.self) },
            sdkEvents: try takeOptionalText(), mobileEvents: try takeOptionalText())
    }

    /// The arguments are taken in the order in which they were put.
    private mutating func takeCredentialStatus() throws(WireError) -> CredentialStatus {
        let texts = (
            try takeOptionalText(), try takeOptionalText(), try takeOptionalText(), try takeOptionalText(),
            try takeOptionalText()
        )
        return CredentialStatus(
            sdkKey: texts.0, mobileKey: texts.1, environmentID: texts.2, additionalSDKKeys: try takeTexts(),
            additionalMobileKeys: try takeTexts(), expiringSDKKeys: try takeTexts(),
            expiringMobileKeys: try takeTexts(), expiringSDKKey: texts.3, expiringMobileKey: texts.4)
    }

    private mutating func takeVersion() throws(WireError) -> Version {
        guard let epoch = Epoch(try take(UInt64.self)) else { throw WireError() }
        return Version(epoch: epoch, nonce: Nonce(bits: try take()))
    }

    private mutating func takeEnds() throws(WireError) -> [WallTime] {
        try takeList { r throws(WireError) in WallTime(nanoseconds: try r.take()) }
    }

    private mutating func takeTexts() throws(WireError) -> [String] {
        try takeList { r throws(WireError) in try r.takeText() }
    }

    private mutating func takeOptionalText() throws(WireError) -> String? {
        try takeOptional { r throws(WireError) in try r.takeText() }
    }
}
