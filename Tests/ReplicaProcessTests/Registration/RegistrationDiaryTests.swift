import Credentials
import History
import Testing

@testable import ReplicaCore
@testable import ReplicaProcess

@Suite struct RegistrationDiaryTests {
    private final class Pages {
        var events: [RegistrationEvent] = []
    }

    private static let id = RegistrationID(1)
    private static let key = RegistrationKey(
        issuer: "i", upstreamID: "u", redirectURI: "r", scopesHash: ScopesHash(of: []))
    private static let lease = RegistrationLease(key: key, holder: Nonce(bits: 5), fence: 9)

    private static func registration(epoch: UInt64 = 0) -> Registration {
        Registration(
            key: key, version: Version(epoch: Epoch(epoch) ?? .zero, nonce: Nonce(bits: 7)), clientID: "me",
            authorizationEndpoint: "a", tokenEndpoint: "t", secretExpiresAt: UnixSeconds(50))
    }

    private static func diary() throws -> (RegistrationDiary, Pages, FingerprintBits) {
        let key = try #require(FingerprintKey(bytes: Array(0..<16)))
        let pages = Pages()
        let diary = RegistrationDiary(fingerprintKey: key) { pages.events.append($0) }
        return (diary, pages, FingerprintBits(Fingerprint(of: Secret(text: "me"), key: key).bits))
    }

    private static func answered(_ body: String, status: Int = 201, type: String = "application/json")
        -> HTTPClient.Answer
    {
        .success(RegistrationResponse(status: status, contentType: type, body: Array(body.utf8)))
    }

    @Test(
        arguments: [
            (answered(#"{"client_id":"me"}"#), true, false), (answered("{}"), false, true),
            (answered(#"{"client_id":"me"}"#, type: "text/html"), false, true),
            (answered("{}", status: 400), false, false), (.failure(.unreachable), false, false),
            (.failure(.lost), false, true), (.failure(.refusedRedirect), false, false),
        ] as [(HTTPClient.Answer, Bool, Bool)])
    func `an answer names the client that it made, or says that one may be unknown`(
        _ answer: HTTPClient.Answer, _ namesClient: Bool, _ isUnknown: Bool
    ) throws {
        let (diary, pages, client) = try Self.diary()
        diary.answered(.register, number: 3, of: Self.id, answer)
        #expect(
            pages.events == [
                .answered(
                    Self.id, .register, number: 3, status: UInt16(answer.status), client: namesClient ? client : .none,
                    isOutcomeUnknown: isUnknown)
            ])
    }

    @Test func `a lease that the put ended is released, once`() throws {
        let (diary, pages, client) = try Self.diary()
        diary.leaseEnded(.success(.taken(Self.lease, stands: .absent, isSoundToStore: false)), of: Self.id)
        let row = RegistrationPutResult(.wrote, stands: .found(Self.registration(epoch: 4)))
        diary.stored(Self.registration(), .success(row), under: Self.lease, of: Self.id)
        diary.leaseGone(Self.lease, .released, of: Self.id)
        #expect(
            pages.events == [
                .lease(Self.id, .taken, fence: 9),
                .stored(
                    Self.id, client: client, .wrote, version: VersionStamp(epoch: 4, nonce: 7), isPutBack: false),
                .lease(Self.id, .released, fence: 9),
            ])
    }

    @Test func `a lease that went to somebody else is lost, and giving it back says nothing more`() throws {
        for isFenced in [true, false] {
            let (diary, pages, _) = try Self.diary()
            diary.leaseEnded(.success(.taken(Self.lease, stands: .absent, isSoundToStore: false)), of: Self.id)
            if isFenced {
                let fenced = RegistrationPutResult(.fenced, stands: .absent)
                diary.stored(Self.registration(), .success(fenced), under: Self.lease, of: Self.id)
            } else {
                diary.leaseExtended(Self.lease, .success(true), of: Self.id)
                diary.leaseExtended(Self.lease, .success(false), of: Self.id)
            }
            diary.leaseGone(Self.lease, .released, of: Self.id)
            #expect(pages.events.last == .lease(Self.id, .lost, fence: 9) && pages.events.count == 3)
        }
    }

    @Test func `what is used has its version and end, and nothing has none`() throws {
        let (diary, pages, client) = try Self.diary()
        diary.used(Self.registration(epoch: 4), of: Self.id)
        diary.used(nil, of: Self.id)
        #expect(
            pages.events == [
                .used(Self.id, client: client, version: VersionStamp(epoch: 4, nonce: 7), secretEnds: 50),
                .used(Self.id, client: .none, version: .zero, secretEnds: 0),
            ])
    }

    @Test(
        arguments: [
            (.failure(.unknown), PutOutcome.unknown), (.failure(.refused), .failed), (.failure(.deadline), .failed),
            (.success(RegistrationPutResult(.withdrawn, stands: .absent)), .withdrawn),
            (.success(RegistrationPutResult(.lost, stands: .absent)), .lost),
            (.success(RegistrationPutResult(.already, stands: .absent)), .already),
        ] as [(Result<RegistrationPutResult, RegistrationStoreTrouble>, PutOutcome)])
    func `a put has its outcome in the history's words`(
        _ result: Result<RegistrationPutResult, RegistrationStoreTrouble>, _ outcome: PutOutcome
    ) throws {
        let (diary, pages, client) = try Self.diary()
        diary.stored(Self.registration(epoch: 4), result, isPutBack: true, of: Self.id)
        #expect(
            pages.events == [
                .stored(Self.id, client: client, outcome, version: VersionStamp(epoch: 4, nonce: 7), isPutBack: true)
            ])
    }
}
