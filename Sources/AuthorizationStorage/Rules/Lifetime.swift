import Credentials

/// How long a row lives, from now: the same rules for every backend.
struct Lifetime: Equatable, Sendable {
    /// Nil for a row that never ends; else at least 1, since Redis takes 0 for no end at all.
    let milliseconds: Int64?

    init(milliseconds: Int64?) { self.milliseconds = milliseconds.map { max(1, $0) } }

    /// From now until then; an end that has passed is the shortest life there is.
    init(until end: WallTime, at now: WallTime, longerBy seconds: Int64 = 0) {
        self.init(milliseconds: Self.milliseconds(from: now, until: end) + seconds * 1000)
    }

    /// Cut off, as "time remaining" is; far ends stop at what 64 bits hold.
    static func milliseconds(from now: WallTime, until end: WallTime) -> Int64 {
        let (distance, isFar) = end.nanoseconds.subtractingReportingOverflow(now.nanoseconds)
        guard isFar else { return distance / 1_000_000 }
        return (end > now ? Int64.max : Int64.min) / 1_000_000
    }

    /// When a row ends that begins now; nil for never.
    func end(from now: WallTime) -> WallTime? {
        milliseconds.map { milliseconds in
            let (end, isFar) = now.nanoseconds.addingReportingOverflow(milliseconds * 1_000_000)
            return WallTime(nanoseconds: isFar ? .max : end)
        }
    }
}

/// Seconds.
extension Lifetime {
    static let accessTokenSeconds: Int64 = 3_600
    static let refreshTokenSeconds: Int64 = 2_592_000
    static let authorizeCodeSeconds: Int64 = 600
    static let usedCodeSeconds: Int64 = 1_800
    static let pendingSeconds: Int64 = 600
    static let clientSeconds: Int64 = 2_592_000
    /// An upstream row lives that much longer than its access token.
    static let upstreamGraceSeconds: Int64 = 2_592_000
    static let tombstoneSeconds: Int64 = 3_600
    /// How long a rotation may be asked for again.
    static let rotationSeconds: Int64 = 10
    /// As long as any token of the family would have lived.
    static let revokedFamilySeconds: Int64 = 2_592_000

    static func seconds(_ seconds: Int64) -> Lifetime { Lifetime(milliseconds: seconds * 1000) }
    static let endless = Lifetime(milliseconds: nil)
}

/// By kind of row.
extension Lifetime {
    /// A token, code or PKCE row: to the session's own end for that kind, even if it has passed.
    static func session(_ session: Session, as kind: TokenKind, at now: WallTime) -> Lifetime {
        guard let end = session.details.expiresAt[kind] else { return .seconds(defaultSeconds(of: kind)) }
        return Lifetime(until: end, at: now)
    }

    private static func defaultSeconds(of kind: TokenKind) -> Int64 {
        switch kind {
        case .accessToken: accessTokenSeconds
        case .refreshToken: refreshTokenSeconds
        default: authorizeCodeSeconds
        }
    }

    static func client(_ client: RegisteredClient) -> Lifetime {
        client.isDCRIssued ? .seconds(clientSeconds) : .endless
    }

    /// Deeply stale rows live for one more second.
    static func upstream(_ tokens: UpstreamTokens?, at now: WallTime) -> Lifetime {
        guard let tokens else { return .seconds(tombstoneSeconds) }
        guard let end = tokens.expiresAt ?? tokens.sessionExpiresAt else { return .endless }
        let left = milliseconds(from: now, until: end) + upstreamGraceSeconds * 1000
        return left > 0 ? Lifetime(milliseconds: left) : .seconds(1)
    }
}
