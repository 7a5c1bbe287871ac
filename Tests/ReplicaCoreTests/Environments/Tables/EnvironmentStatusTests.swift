import Credentials
import Foundation
import Testing

@testable import ReplicaCore

struct EnvironmentStatusTests {
    @Test func `the status page has the names of the contract, masked`() throws {
        var document = EnvironmentDocument(
            "sdk-primary-0123456789-aaaa", grace: ("sdk-older-0123456789-bbbb", 1000),
            additional: [("sdk-more-0123456789-cccc", nil)], mobile: "short", of: "env-id")
        document.names = EnvironmentDocument.Names(environmentKey: "prod", project: "Web")
        var keep = try Keep(holding: document)
        try keep.start("sdk-primary-0123456789-aaaa")
        let status = try #require(keep.keeper.status[.published("env-id")])
        let page = try #require(
            try JSONSerialization.jsonObject(with: try JSONEncoder().encode(status)) as? [String: any Sendable])
        #expect(page["sdkKey"] as? String == "...aaaa" && page["mobileKey"] as? String == "...")
        #expect(page["envId"] as? String == "env-id" && page["envKey"] as? String == "prod")
        #expect(page["projName"] as? String == "Web" && page["envName"] == nil)
        #expect(page["expiringSdkKey"] as? String == "...bbbb" && page["expiringSdkKeys"] as? [String] == ["...bbbb"])
        #expect(page["additionalSdkKeys"] as? [String] == ["...cccc"] && page["additionalMobileKeys"] == nil)
        #expect(page["status"] as? String == "connected" && page["upstreamClients"] as? Int == 1)
        #expect(page["connectionStatus"] as? [String: String] == ["state": "VALID"])
        #expect(status.startingClients == 1)
    }

    /// B10, B14, R24, and section 4.3's stale notice with another end.
    @Test(arguments: [
        (EnvironmentDocument("P", additional: [("P", nil), ("A", nil)]), 1),
        (EnvironmentDocument("P", additional: [("P", 50)]), 1), (EnvironmentDocument("P", grace: ("P", 50)), 1),
        (EnvironmentDocument(nil, grace: ("O", 50)), 1), (EnvironmentDocument("P", grace: ("G", 900)), 1),
        (EnvironmentDocument("P", additional: [("G", nil)], mobile: "M", mobileAdditional: [("M", nil)]), 2),
        (EnvironmentDocument("P", grace: ("G", 800), additional: [("A", nil)]), 0),
        (EnvironmentDocument("N", grace: ("P", 50)), 0),
    ])
    func `what a document says in vain is counted`(_ document: EnvironmentDocument, _ warnings: Int) throws {
        var keep = try Keep(holding: EnvironmentDocument("P", grace: ("G", 800)))
        #expect(keep.keeper.documents.warnings == 0)
        try keep.push(document)
        #expect(keep.keeper.documents.warnings == warnings)
    }

    @Test func `before its first data an environment is initializing`() throws {
        let keep = try Keep(holding: EnvironmentDocument("P"))
        #expect(keep.keeper.status[.published("e")]?.connection == .initializing)
    }
}
