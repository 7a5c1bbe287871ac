@testable import Checks
import Foundation
@testable import Report
import Testing

/// The service level of managed keys stands beside that of the admin key, where there are any.
struct ManagedKeyBoundsTests {
    private func lines(_ bounds: ManagedKeyBounds?) -> [String] {
        var findings = Samples.passing
        findings.managedKeys = bounds
        return BoundSentences(findings: findings, ink: Ink(isOn: false)).lines
    }

    private let bounds = ManagedKeyBounds(
        askedLearn: 5_600_000_000, askedRefuse: 5_600_000_000, smallestLearn: 0, smallestRefuse: 412_000_000)

    @Test func `they are told apart`() {
        #expect(lines(nil).count == 2)
        let own = lines(bounds).filter { $0.contains("managed-key") }
        #expect(own.count == 2)
        #expect(own.first?.contains("412") == true)
        #expect(own.last?.hasPrefix("No probe needed the managed-key learning bound") == true)
    }

    @Test func `and are written in milliseconds`() throws {
        let read = try JSONSerialization.jsonObject(with: Data(bounds.json.text.utf8)) as? [String: [String: Double]]
        #expect(read?["smallest"]?["refuse_ms"] == 412)
        #expect(read?["asked"]?["learn_ms"] == 5_600)
    }
}
