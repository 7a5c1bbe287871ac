import Credentials
import History
import Testing

@testable import ReplicaCore
@testable import ReplicaProcess

@Suite struct LogRecordTests {
    private static let id = RegistrationID(2)

    private static func record(_ note: RegistrationNote) -> LogRecord? {
        LogRecord(note, of: id) { _ in FingerprintBits(0xABC) }
    }

    @Test func `a failure is one line that names what it is about, and shows no part of a URL that hides something`() {
        let failure = RegistrationFailure(
            .dcrCall, issuer: "https://gw.test/?k=1", redirectURI: "https://bob:pw@gw.test/cb",
            .status(400, complaint: "see https://idp.test/?t=secret\nerror forged"))
        let record = LogRecord(failure, of: Self.id, upstream: "https://idp.test/?x=1")
        #expect(record.level == .error)
        #expect(
            record.text == "registration 2 upstream=https://idp.test/ step=dcr_call issuer=https://gw.test/ "
                + "redirect_uri=https://gw.test/cb error=dcr: dcr_call: the server answered with status 400: "
                + "see https://idp.test/ error forged")
    }

    @Test(arguments: [(0, false), (90, false), (91, true), (nil, true)] as [(Int?, Bool)])
    func `one that is old, or of unknown age, is a warning with the threshold`(_ days: Int?, _ isStale: Bool) throws {
        let record = try #require(Self.record(.adopted(clientID: "me", ageDays: days, isStale: isStale)))
        #expect(record.level == (isStale ? .warning : .debug))
        #expect(record.text.contains("over 90 days") == isStale && !record.text.contains("client=me"))
        #expect(record.text.contains("client=000000000abc"))
        if let days { #expect(record.text.contains("\(days) days old")) }
    }

    @Test func `what stays at a server for ever is a warning, and so is a registration without scopes`() {
        #expect(Self.record(.leaked(clientID: "me", status: 403))?.level == .warning)
        #expect(Self.record(.noScopes)?.level == .warning)
        #expect(Self.record(.withdrew(clientID: "me"))?.level == .debug)
        #expect(Self.record(.expiredRow(clientID: "me"))?.level == .debug)
    }

    @Test func `a record is bounded`() {
        #expect(LogRecord(.error, String(repeating: "x", count: 100_000)).text.utf8.count <= 2048)
    }
}
