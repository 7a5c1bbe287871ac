import Credentials
import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTP1
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
        let answer: Result<ManagedKeyList, FaceFailure>? = await loop.ask { .list($0) }
        switch answer {
        case .success(let list):
            return Reply(.ok, json: await KeyListText.json(list.records, at: clock.now.wall))
        case .failure(let failure): return .unreadList(failure)
        case nil: return .busy
        }
    }

    private func create(_ request: Request, at clock: ReplicaClock) async throws -> Reply {
        let draft: ManagedKeyDraft
        let bytes = try await body(of: request)
        switch bytes.flatMap({ Self.draft($0, request.contentType, now: clock.now.wall) }) {
        case .success(let wanted): draft = wanted
        case .failure(let complaint): return complaint.reply
        }
        var random = SystemRandomNumberGenerator()
        let token = ManagedKeyToken.random(using: &random)
        let key = NewManagedKey(id: .random(using: &random), draft: draft, token: token)
        let answer: Result<ManagedKeyRecord, FaceFailure>? = await loop.ask { .create(key, $0) }
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

    /// Whole or not at all: half of one is nobody's wish.
    private func body(of request: Request) async throws -> Result<[UInt8], Complaint> {
        guard !request.announcesMore(than: limits.body) else { return .failure(Complaint(reply: .tooLarge)) }
        do {
            let buffer = try await request.body.collect(upTo: limits.body)
            guard !request.announcesMore(than: buffer.readableBytes) else {
                return .failure(Complaint(reply: .cancelled))
            }
            return .success(Array(buffer.readableBytesView))
        } catch is NIOTooManyBytesError {
            return .failure(Complaint(reply: .tooLarge))
        } catch HTTPParserError.invalidEOFState {
            return .failure(Complaint(reply: .cancelled))
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
        let answer: Result<ManagedKeyRecord, FaceFailure>? = await loop.ask { .deactivate(id, $0) }
        switch answer {
        case .success: return .noContent
        case .failure(let failure): return .failure(failure, id: id.description)
        case nil: return .busy
        }
    }

    /// Each part's end is told in the body; the call itself succeeds.
    private func refresh() async -> Reply {
        let answer: [RefreshStep]? = await loop.ask { .refresh($0) }
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
        case .store(_, let isUnknown, let end): ended(end, isUnknown: isUnknown)
        }
    }

    /// Nothing was to be changed, so nothing is unknown.
    fileprivate static func unreadList(_ failure: FaceFailure) -> Reply {
        switch failure {
        case .featureOff: featureOff
        case .store(_, _, .timedOut): ended(.timedOut, isUnknown: false)
        case .store(_, _, .cancelled): ended(.cancelled, isUnknown: false)
        case .store, .unknownID, .expiryPassed: storeAway
        }
    }

    private static func ended(_ end: FaceFailure.StoreEnd, isUnknown: Bool) -> Reply {
        switch end {
        case .failed: internalError(isUnknown: isUnknown)
        case .timedOut: timedOut(isUnknown: isUnknown)
        case .cancelled: cancelled(isUnknown: isUnknown)
        }
    }
}

extension Request {
    /// Nil for none, and for several.
    fileprivate var contentType: String? {
        if case .one(let type) = header(named: .contentType) { type } else { nil }
    }
}
