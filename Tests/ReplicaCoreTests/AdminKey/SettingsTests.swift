import Credentials
import Testing

@testable import ReplicaCore

/// A4 rows 3, 16 and 18.
struct SettingsTests {
    @Test func `the own key is trimmed, and a blank one is none`() throws {
        var padded = try Watch(" own\n")
        padded.handle(.started)
        #expect(padded.accepts("own"))
        #expect(try Watch(" \n").watcher.settings.configured == nil)
    }

    @Test(arguments: [("own", "own"), ("own", "sk-own"), ("sk-own", "own"), ("Bearer-", "sk-Bearer-")])
    func `keys whose spellings overlap are refused at load`(key: String, token: String) {
        #expect(throws: AdminKeySettingsFlaw.overlap) { try Watch(key, internalToken: token) }
    }

    @Test func `keys that no header can carry are refused at load`() {
        #expect(throws: AdminKeySettingsFlaw.malformedKey(.illegalCharacter)) { try Watch("o wn") }
        #expect(throws: AdminKeySettingsFlaw.malformedInternalToken(.tooLong)) {
            try Watch("own", internalToken: String(repeating: "a", count: 4097))
        }
    }
}
