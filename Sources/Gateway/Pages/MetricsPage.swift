import Credentials
import ReplicaCore
import ReplicaProcess

/// What Prometheus scrapes. Labels are words of ours: nothing that a client sends becomes one, and no secret does.
struct MetricsPage {
    let shown: ShownStatus
    let tally: DecisionTally
    let audit: AuditCounts

    private var status: FaceStatus { shown.status }

    var text: String {
        var page = PrometheusText()
        page.family("keyquake_ready", .gauge, "1 when the first reads have ended and the replica decides.")
        page.sample("keyquake_ready", status.isReady)
        adminKey(&page)
        if let keys = status.managedKeys { managedKeys(keys, &page) }
        if let environments = status.environments { self.environments(environments, &page) }
        links(&page)
        decisions(&page)
        decisionTime(&page)
        audit(&page)
        return page.text
    }

    private func adminKey(_ page: inout PrometheusText) {
        let key = status.adminKey
        page.family("keyquake_admin_key_epoch", .gauge, "Epoch of the admin key in force; 0 for one of epoch 0.")
        page.sample("keyquake_admin_key_epoch", key.version.epoch)
        page.family("keyquake_admin_key_unconfirmed", .gauge, "1 while the key is the replica's own and unconfirmed.")
        page.sample("keyquake_admin_key_unconfirmed", key.isUnconfirmed)
        page.family("keyquake_admin_key_stale", .gauge, "1 while admin keys are refused for want of a good read.")
        page.sample("keyquake_admin_key_stale", key.isStale)
        if let age = key.age(at: status.now) {
            page.family("keyquake_admin_key_last_good_read_age_seconds", .gauge, "Since the slot was last read well.")
            page.sample("keyquake_admin_key_last_good_read_age_seconds", seconds: age)
        }
        guard !key.refusals.isEmpty else { return }
        page.family("keyquake_admin_key_refusals_total", .counter, "Contents of the slot that were not taken.")
        for (what, count) in key.refusals.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            page.sample("keyquake_admin_key_refusals_total", count, of: ["reason": "\(what)"])
        }
    }

    private func managedKeys(_ keys: FaceStatus.Keys, _ page: inout PrometheusText) {
        page.family("keyquake_managed_keys", .gauge, "Managed keys by what their holders would hear.")
        page.sample("keyquake_managed_keys", shown.keys.active, of: ["state": "active"])
        page.sample("keyquake_managed_keys", shown.keys.expired, of: ["state": "expired"])
        page.sample("keyquake_managed_keys", shown.keys.inactive, of: ["state": "inactive"])
        page.family("keyquake_managed_keys_revision", .gauge, "Everything up to this revision is known.")
        page.sample("keyquake_managed_keys_revision", keys.status.revision.number)
        page.family("keyquake_managed_keys_skipped_rows_total", .counter, "Rows of the store that are no records.")
        page.sample("keyquake_managed_keys_skipped_rows_total", keys.status.skippedRows.values.reduce(0, +))
        guard let age = keys.status.age(at: status.now) else { return }
        page.family("keyquake_managed_keys_last_good_read_age_seconds", .gauge, "Since the store last answered.")
        page.sample("keyquake_managed_keys_last_good_read_age_seconds", seconds: age)
    }

    private func environments(_ environments: FaceStatus.Environments, _ page: inout PrometheusText) {
        page.family("keyquake_environments", .gauge, "Environments by the state of their upstream connection.")
        let states = Dictionary(grouping: environments.all.values, by: \.connection).mapValues(\.count)
        for (state, count) in states.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            page.sample("keyquake_environments", count, of: ["connection": state.rawValue.lowercased()])
        }
        credentials(environments.all.values.map(\.credentials), &page)
        page.family("keyquake_environments_complete", .gauge, "1 once every document was read.")
        page.sample("keyquake_environments_complete", environments.isComplete)
        page.family("keyquake_environment_warnings_total", .counter, "What documents said that is not obeyed.")
        page.sample("keyquake_environment_warnings_total", environments.documents.warnings)
        guard let read = environments.documents.lastGoodRead else { return }
        page.family("keyquake_environments_last_good_read_age_seconds", .gauge, "Since the index was last read.")
        let age = status.now.nanoseconds - min(read.nanoseconds, status.now.nanoseconds)
        page.sample("keyquake_environments_last_good_read_age_seconds", seconds: age)
    }

    private func credentials(_ all: [CredentialStatus], _ page: inout PrometheusText) {
        let name = "keyquake_environment_credentials"
        page.family(name, .gauge, "Credentials that environments accept, by kind and role.")
        func sample(_ kind: String, _ role: String, _ count: (CredentialStatus) -> Int) {
            page.sample(name, all.reduce(0) { $0 + count($1) }, of: ["kind": kind, "role": role])
        }
        sample("sdk_key", "primary") { $0.sdkKey == nil ? 0 : 1 }
        sample("sdk_key", "additional") { $0.additionalSDKKeys.count }
        sample("sdk_key", "expiring") { $0.expiringSDKKeys.count }
        sample("mobile_key", "primary") { $0.mobileKey == nil ? 0 : 1 }
        sample("mobile_key", "additional") { $0.additionalMobileKeys.count }
        sample("mobile_key", "expiring") { $0.expiringMobileKeys.count }
        sample("environment_id", "primary") { $0.environmentID == nil ? 0 : 1 }
    }

    private func links(_ page: inout PrometheusText) {
        page.family("keyquake_redis_link_up", .gauge, "1 while the connection to Redis stands.")
        page.sample("keyquake_redis_link_up", status.links.isDataUp, of: ["link": "data"])
        page.sample("keyquake_redis_link_up", status.links.isPushUp, of: ["link": "push"])
        page.family("keyquake_redis_reconnects_total", .counter, "Times that a connection came up again.")
        page.sample("keyquake_redis_reconnects_total", status.links.dataReconnects, of: ["link": "data"])
        page.sample("keyquake_redis_reconnects_total", status.links.pushReconnects, of: ["link": "push"])
    }

    private func decisions(_ page: inout PrometheusText) {
        page.family("keyquake_decisions_total", .counter, "Decisions by route, kind of the caller and verdict.")
        for cell in tally.cells {
            page.sample(
                "keyquake_decisions_total", cell.count,
                of: [
                    "route": cell.route.rawValue, "kind": cell.kind?.rawValue ?? "none",
                    "verdict": cell.verdict.rawValue,
                ])
        }
    }

    private func decisionTime(_ page: inout PrometheusText) {
        let name = "keyquake_decision_seconds"
        page.family(name, .histogram, "Time of one decision.")
        var below: UInt64 = 0
        for (bound, count) in zip(DecisionTally.bounds, tally.buckets) {
            below += count
            page.sample("\(name)_bucket", below, of: ["le": PrometheusText.seconds(bound)])
        }
        page.sample("\(name)_bucket", tally.decisions, of: ["le": "+Inf"])
        page.sample("\(name)_sum", seconds: tally.nanoseconds)
        page.sample("\(name)_count", tally.decisions)
    }

    private func audit(_ page: inout PrometheusText) {
        page.family("keyquake_audit_events_total", .counter, "Audit events by what became of them.")
        page.sample("keyquake_audit_events_total", audit.written, of: ["outcome": "written"])
        page.sample("keyquake_audit_events_total", audit.lost, of: ["outcome": "lost"])
    }
}
