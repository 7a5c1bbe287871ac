import Credentials
import HTTPTypes
import HummingbirdCore
import NIOCore
import ReplicaCore
import ReplicaProcess
import Stores

/// The admin endpoints, after the gate: path, method, feature, and only then id and body (B7).
extension GatewayResponder {
    func administer(_ endpoint: KeyEndpoint, _ request: Request, _ snapshot: FaceSnapshot) async throws -> Reply {
        let isHere = snapshot.gate.managedKeys != nil
        switch (endpoint, request.head.method) {
        case (.unknown, _): return .notFound
        case (.refresh, .post): return await refresh()
        case (.keys, .get): return isHere ? await list(at: snapshot.clock) : .featureOff
        case (.keys, .post): return isHere ? try await create(request, at: snapshot.clock) : .featureOff
        case (.deactivate(let id), .post): return isHere ? await deactivate(String(id)) : .featureOff
        case (.keys, _): return .notAllowed("GET, POST")
        case (.deactivate, _), (.refresh, _): return .notAllowed("POST")
        }
    }

    private func list(at clock: ReplicaClock) async -> Reply {
        let answer: Result<ManagedKeyList, FaceFailure>? = await ask { .list($0) }
        switch answer {
        case .success(let list): return Reply(.ok, json: Self.json(list.records, at: clock.now.wall))
        case .failure(.featureOff): return .featureOff
        case .failure: return .storeAway
        case nil: return .busy
        }
    }

    /// `[]` for none, never null.
    private static func json(_ records: [ManagedKeyRecord], at now: WallTime) -> [UInt8] {
        var bytes = [UInt8(ascii: "[")]
        for (index, record) in records.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes += record.viewJSON(at: now)
        }
        return bytes + [UInt8(ascii: "]")]
    }

    private func create(_ request: Request, at clock: ReplicaClock) async throws -> Reply {
        guard let bytes = try await body(of: request) else { return .tooLarge }
        let draft: ManagedKeyDraft
        switch Self.draft(bytes, request.contentType, now: clock.now.wall) {
        case .success(let wanted): draft = wanted
        case .failure(let reply): return reply.reply
        }
        var random = SystemRandomNumberGenerator()
        let token = ManagedKeyToken.random(using: &random)
        let key = NewManagedKey(id: .random(using: &random), draft: draft, token: token)
        let answer: Result<ManagedKeyRecord, FaceFailure>? = await ask { .create(key, $0) }
        switch answer {
        // The one time that the token is shown.
        case .success(let record):
            return Reply(.created, json: record.viewJSON(at: clock.now.wall, issuing: token))
                .with(.cacheControl, "no-store")
        case .failure(let failure): return .failure(failure, id: key.id.description)
        case nil: return .busy
        }
    }

    private struct Complaint: Error { let reply: Reply }

    private static func draft(
        _ bytes: [UInt8], _ contentType: String?, now: WallTime
    ) -> Result<ManagedKeyDraft, Complaint> {
        do throws(CreateKeyBody.Flaw) {
            let body = try CreateKeyBody(bytes, contentType: contentType)
            do throws(ManagedKeyFlaw) {
                return .success(try body.draft(now: now))
            } catch {
                return .failure(Complaint(reply: .badRequest("\(error)")))
            }
        } catch {
            return .failure(Complaint(reply: .badRequest(error.sentence)))
        }
    }

    /// Nil for one that is too large.
    private func body(of request: Request) async throws -> [UInt8]? {
        guard !request.announcesMore(than: limits.body) else { return nil }
        do {
            let buffer = try await request.body.collect(upTo: limits.body)
            return Array(buffer.readableBytesView)
        } catch is NIOTooManyBytesError {
            return nil
        }
    }

    private func deactivate(_ typed: String) async -> Reply {
        let id: ManagedKeyID
        do throws(ManagedKeyFlaw) {
            id = try ManagedKeyID(typed: typed)
        } catch .blankID {
            return .badRequest("\(ManagedKeyFlaw.blankID)")
        } catch {
            return .unknownKey(typed)  // what can be no id is no key's
        }
        let answer: Result<ManagedKeyRecord, FaceFailure>? = await ask { .deactivate(id, $0) }
        switch answer {
        case .success: return .noContent
        case .failure(let failure): return .failure(failure, id: id.description)
        case nil: return .busy
        }
    }

    /// Each part's end is told in the body; the call itself succeeds.
    private func refresh() async -> Reply {
        let answer: [RefreshStep]? = await ask { .refresh($0) }
        guard let steps = answer else { return .busy }
        var json = JSONObject()
        json.member("status", steps.allSatisfy { $0.failure == nil } ? "ok" : "failed")
        json.objects("steps", steps.map(\.json))
        return Reply(.ok, json: json.text)
    }
}

extension RefreshStep {
    fileprivate var json: JSONObject {
        var json = JSONObject()
        json.member("name", part.rawValue)
        json.member("status", failure == nil ? "ok" : "failed")
        if let failure { json.member("error", failure) }
        return json
    }
}

extension Reply {
    fileprivate static func failure(_ failure: FaceFailure, id: String) -> Reply {
        switch failure {
        case .featureOff: featureOff
        case .unknownID: unknownKey(id)
        case .expiryPassed: badRequest("\(ManagedKeyFlaw.expiryPassed)")
        case .store(_, let isUnknown): internalError(isUnknown: isUnknown)
        }
    }
}

extension Request {
    /// Nil for none, and for several.
    fileprivate var contentType: String? {
        if case .one(let type) = header(named: .contentType) { type } else { nil }
    }
}
