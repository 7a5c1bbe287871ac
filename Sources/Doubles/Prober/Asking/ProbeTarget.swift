import Credentials
import History
import ReplicaProcess

/// One life of a replica as the prober asks it: where it listens, and what is asked there.
package struct ProbeTarget: Equatable, Sendable {
    package enum Kind: Equatable, Sendable {
        /// A replica of ours: the routes of our own gate, all spellings in turn.
        case gateway
        /// Any other program: one path, and one header that the key stands in.
        case foreign(path: String, header: String, before: String, after: String)
    }

    package var life: Life
    package var pid: Int32
    package var port: UInt16
    /// Asked until it is answered well, or at all where it is nil; then the replica is ready.
    package var readyPath: String?
    package var kind: Kind

    package init(life: Life, pid: Int32, port: UInt16, readyPath: String?, kind: Kind) {
        self.life = life
        self.pid = pid
        self.port = port
        self.readyPath = readyPath
        self.kind = kind
    }

    /// It says nothing of itself, so that what is seen from outside is recorded on its behalf.
    var isSilent: Bool { kind != .gateway }
}

/// How often the prober asks each replica; times in nanoseconds.
package struct ProberPace: Equatable, Sendable {
    package var every: UInt64
    package var coldPerSecond: UInt32
    package var hotPerSecond: UInt32

    package init(every: UInt64, coldPerSecond: UInt32, hotPerSecond: UInt32) {
        self.every = every
        self.coldPerSecond = coldPerSecond
        self.hotPerSecond = hotPerSecond
    }
}

extension ProbeTarget {
    /// The bytes of one question about a credential; `turn` picks its spelling.
    func question(about token: KnownToken, turn: Int) -> [UInt8] {
        switch kind {
        case .foreign(let path, let header, let before, let after):
            return Self.get(path) + Self.field(header, Array(before.utf8), token.secret, Array(after.utf8)) + Self.end
        case .gateway:
            let spellings = token.spellings
            let text = spellings[turn % spellings.count]
            switch token.route {
            case .admin: return Self.get("/api/probe") + Self.field("Authorization", [], text, []) + Self.end
            case .protected: return Self.get("/v1/probe") + Self.field("Authorization", [], text, []) + Self.end
            case .environment(.sdkKey):
                return Self.get("/sdk/probe") + Self.field("Authorization", [], text, []) + Self.end
            case .environment(.mobileKey):
                return Self.get("/mobile/probe") + Self.field("Authorization", [], text, []) + Self.end
            case .environment(.environmentID):
                return Self.get("/client/", text.withBytes { Array($0) }) + Self.end
            }
        }
    }

    /// What an answer says of a credential that was asked about; nil when it says nothing of it.
    ///
    /// Our own gate says 404 to an id of an environment that it refuses: to a browser there is nothing here.
    func isAccepted(_ answer: HTTPAnswer, of token: KnownToken) -> Bool? {
        if kind == .gateway, token.route == .environment(.environmentID), answer.status == 404 { return false }
        return answer.isAccepted
    }

    /// Nobody's key stands in it.
    var readyQuestion: [UInt8] {
        let path: String
        if case .foreign(let probed, _, _, _) = kind {
            path = readyPath ?? probed
        } else {
            path = readyPath ?? "/readyz"
        }
        return Self.get(path) + Self.end
    }

    /// Whether an answer to it says that the replica may be asked for decisions.
    func isReady(_ answer: HTTPAnswer) -> Bool { readyPath == nil || 200...299 ~= answer.status }

    private static let end = Array("\r\n".utf8)

    private static func get(_ path: String, _ rest: [UInt8] = []) -> [UInt8] {
        Array("GET \(path)".utf8) + rest + Array(" HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: */*\r\n".utf8)
    }

    private static func field(_ name: String, _ before: [UInt8], _ secret: Secret, _ after: [UInt8]) -> [UInt8] {
        Array("\(name): ".utf8) + before + secret.withBytes { Array($0) } + after + end
    }
}
