import FoundationEssentials

extension EnvironmentDocument {
    /// The wire format, for the owner of an environment. The mobile primary stands under its older name as well, for
    /// readers that know no other.
    ///
    /// Whole milliseconds: a finer end is rounded down.
    public var json: [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(WireDocument(self)) else { return [] }  // texts, whole numbers and flags
        return Array(data)
    }
}

/// The names of the wire format.
private struct WireDocument: Encodable {
    let envID: String
    let envKey: String
    let envName: String
    let projKey: String
    let projName: String
    let sdkKey: WireKeys
    let mobKey: String
    let mobileKey: WireKeys
    let defaultTtl: Int
    let secureMode: Bool
    let version: UInt64

    init(_ document: EnvironmentDocument) {
        envID = document.id.description
        envKey = document.names.environmentKey
        envName = document.names.environment
        projKey = document.names.projectKey
        projName = document.names.project
        sdkKey = WireKeys(document.sdk)
        mobKey = document.mobile.primary.map(text) ?? ""
        mobileKey = WireKeys(document.mobile)
        defaultTtl = document.defaultTTLMinutes
        secureMode = document.isSecureMode
        version = document.version.number
    }
}

private struct WireKeys: Encodable {
    struct Expiring: Encodable {
        let value: String
        let timestamp: Int64
    }

    struct Entry: Encodable {
        let value: String
        let expiresAt: Int64?
    }

    let value: String
    let expiring: Expiring?
    let additional: [Entry]

    init<Key>(_ orders: KeyOrders<Key>) {
        value = orders.primary.map(text) ?? ""
        expiring = orders.grace.map { Expiring(value: text($0.key), timestamp: $0.end.milliseconds) }
        additional =
            orders.additional.active.map { Entry(value: text($0), expiresAt: nil) }
            + orders.additional.expiring.map { Entry(value: text($0.key), expiresAt: $0.end.milliseconds) }
    }
}

private func text(_ key: some EnvironmentKey) -> String { key.secret.withBytes { String(decoding: $0, as: UTF8.self) } }
