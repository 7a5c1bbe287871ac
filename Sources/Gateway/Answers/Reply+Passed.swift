import Credentials
import HTTPTypes
import ReplicaCore

extension Reply {
    /// What a guarded route says: who passed. A real gateway would go on from here.
    static func passed(_ caller: GateCaller, userPath: UserPath?) -> Reply {
        var json = JSONObject()
        json.member("passed", true)
        json.member("auth_method", caller.kind.rawValue)
        switch caller {
        case .adminKey(_, let fingerprint): json.member("fingerprint", fingerprint.description)
        case .managedKey(let id, _): json.member("auth_key_id", id.description)
        case .environment(let name, _): json.member("environment", name.description)
        case .internalToken, .nobody: break
        }
        if let userPath { json.member("user_path", userPath.text) }
        return Reply(.ok, json: json.text)
    }
}
