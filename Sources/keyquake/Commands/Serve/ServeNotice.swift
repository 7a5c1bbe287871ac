import Operator

/// What a person needs to talk to a replica; secrets are named by their files.
struct ServeNotice {
    struct Operator {
        let user: String
        let port: UInt16
        let passwordFile: String
    }

    let port: UInt16
    /// Nil when the key that is in force was in Redis before.
    let keyFile: String?
    let namespace: String
    /// As operators know this process.
    let name: String
    /// Their names; none without a configuration.
    let environments: [String]
    /// Nil for a Redis that is not ours.
    let `operator`: Operator?

    private var url: String { "http://127.0.0.1:\(port)" }

    private var header: String {
        "-H \"Authorization: Bearer $(cat \(keyFile ?? "FILE-OF-THE-ADMIN-KEY"))\""
    }

    var text: String {
        var lines = ["listening on \(url) as \(name)"]
        if let keyFile { lines.append("the admin key is in \(keyFile)") }
        lines.append("list keys:  curl -s \(header) \(url)/admin/api/v1/auth-keys")
        lines.append(
            "make a key: curl -s \(header) -H 'Content-Type: application/json' -d '{\"name\":\"first\"}' "
                + "\(url)/admin/api/v1/auth-keys")
        lines.append("use a key:  curl -si -H 'Authorization: Bearer kq_...' \(url)/v1/models")
        if !environments.isEmpty {
            lines.append("guarded:    \(environments.joined(separator: ", "))")
            lines.append("ask as one: curl -si -H \"Authorization: $(cat SDK-KEY-FILE)\" \(url)/sdk/flags")
        }
        if let rotation { lines.append("rotate:     \(rotation)") }
        lines.append("look:       curl -s \(url)/status; curl -s \(url)/metrics")
        return lines.joined(separator: "\n")
    }

    private var rotation: String? {
        `operator`.map {
            "keyquake admin-key rotate --redis redis://\($0.user)@127.0.0.1:\($0.port)/0 "
                + "--redis-password-file \($0.passwordFile) --namespace \(namespace) --out new-key"
        }
    }

    var json: String {
        JSONLine.text(
            of: View(
                url: url, port: port, keyFile: keyFile, namespace: namespace, name: name,
                environments: environments, redisPort: `operator`?.port,
                redisUser: `operator`?.user, redisPasswordFile: `operator`?.passwordFile))
    }

    private struct View: Encodable {
        let url: String
        let port: UInt16
        let keyFile: String?
        let namespace: String
        let name: String
        let environments: [String]
        let redisPort: UInt16?
        let redisUser: String?
        let redisPasswordFile: String?
    }
}
