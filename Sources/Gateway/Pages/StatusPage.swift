import Credentials
import Foundation
import ReplicaCore
import ReplicaProcess

/// What an operator reads: versions, fingerprints and ages. Keys of environments are masked; nothing else is a secret.
struct StatusPage {
    let shown: ShownStatus

    private var status: FaceStatus { shown.status }

    var text: String {
        var page = JSONObject()
        page.member("status", status.isHealthy ? "healthy" : "degraded")
        page.member("replica", status.name?.text ?? "\(status.life)")
        if let successor = status.successor { page.member("supersededBy", successor) }
        page.member("ready", status.isReady)
        page.object("adminKey", adminKey)
        if let keys = status.managedKeys { page.object("managedKeys") { write(keys, to: &$0) } }
        if let environments = status.environments { page.object("environments") { write(environments, to: &$0) } }
        return page.text
    }

    private func adminKey(_ page: inout JSONObject) {
        let key = status.adminKey
        page.member("version", "\(key.version)")
        page.member("fingerprint", "\(key.effective)")
        page.member("unconfirmed", key.isUnconfirmed)
        page.member("stale", key.isStale)
        page.member("slot", Self.text(of: key.slot))
        page.member("linkUp", key.isLinkUp)
        page.member("subscribed", key.isSubscribed)
        write(age: key.age(at: status.now), to: &page)
    }

    private func write(_ keys: FaceStatus.Keys, to page: inout JSONObject) {
        page.member("revision", keys.status.revision.number)
        page.member("protected", keys.isProtected)
        page.member("active", shown.keys.active)
        page.member("expired", shown.keys.expired)
        page.member("inactive", shown.keys.inactive)
        page.member("stale", keys.status.isStale)
        page.member("loading", keys.status.isLoading)
        page.member("skippedRows", keys.status.skippedRows.values.reduce(0, +))
        write(age: keys.status.age(at: status.now), to: &page)
    }

    private func write(_ environments: FaceStatus.Environments, to page: inout JSONObject) {
        for (name, environment) in environments.all.sorted(by: { $0.key < $1.key }) {
            page.raw(name.description, Self.text(of: environment))
        }
    }

    private static func text(of environment: EnvironmentStatus) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let data = try? encoder.encode(environment)  // texts and numbers: there is nothing that JSON cannot hold
        return data.map { String(decoding: $0, as: UTF8.self) } ?? "{}"
    }

    private func write(age: UInt64?, to page: inout JSONObject) {
        if let age { page.member("lastGoodReadAgeMs", age / 1_000_000) } else { page.null("lastGoodReadAgeMs") }
    }

    private static func text(of slot: AdminKeyStatus.Slot) -> String {
        switch slot {
        case .notRead: "not read"
        case .good: "good"
        case .refused(let why): "refused: \(why)"
        case .unreadable(let why): "unreadable: \(why)"
        }
    }
}
