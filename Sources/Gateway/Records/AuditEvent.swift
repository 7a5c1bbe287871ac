import Credentials
import HTTPTypes
import ReplicaCore

/// One decision, as a line of JSON. It holds no secret: who passed is named by id or fingerprint, and who did not by a
/// fingerprint alone, even when his key is known (W12).
struct AuditEvent {
    let time: WallTime
    let method: String
    let route: RouteLabel
    let path: Substring
    let decision: GateDecision
    /// That the request counts under: the key's own where it has one, else what the client says; nil for who did not
    /// pass, and for none. Whole, because a part of it is somebody else's path.
    let userPath: UserPath?
    /// Of the answer; until there is one, that of a request which ended before it.
    var status = HTTPResponse.Status.clientClosedRequest.code
    /// Of what was presented; nil for nothing.
    let fingerprint: String?

    private static let longestPath = 256

    var line: [UInt8] {
        var json = JSONObject()
        json.member("time", time.utcText)
        json.member("event", "decision")
        json.member("method", method)
        json.member("route", route.rawValue)
        json.member("verdict", VerdictLabel(decision).rawValue)
        json.member("status", status)
        switch decision {
        case .passed(let caller): write(caller, to: &json)
        case .refused(let refusal): json.member("reason", refusal.reason.rawValue)
        }
        if let fingerprint { json.member("fingerprint", fingerprint) }
        return Array(json.text.utf8) + [0x0A]
    }

    /// The path of who did not pass stays out: he may have put his key there.
    private func write(_ caller: GateCaller, to json: inout JSONObject) {
        json.member("path", String(decoding: path.utf8.prefix(Self.longestPath), as: UTF8.self))
        json.member("auth_method", caller.kind.rawValue)
        switch caller {
        case .managedKey(let id, _): json.member("auth_key_id", id.description)
        case .environment(let name, _): json.member("environment", name.description)
        case .adminKey, .internalToken, .nobody: break
        }
        if let userPath { json.member("user_path", userPath.text) }
    }

    /// Without one `Bearer ` and one `sk-`, so that one key has one fingerprint however it is spelled (pitfall 17).
    static func bare(_ bytes: UnsafeRawBufferPointer) -> Slice<UnsafeRawBufferPointer> {
        var rest = bytes[...]
        for prefix in ["Bearer ".utf8, "sk-".utf8] where rest.starts(with: prefix) {
            rest = rest.dropFirst(prefix.count)
        }
        return rest
    }
}
