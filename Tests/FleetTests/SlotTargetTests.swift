import History
import HistoryLog
import Testing

@testable import Fleet

@Suite struct SlotTargetTests {
    private static func status(_ epoch: UInt64, _ fingerprint: UInt64) -> LiveStatus {
        LiveStatus(
            incarnation: Incarnation(1), version: VersionStamp(epoch: epoch, nonce: 0),
            fingerprint: FingerprintBits(fingerprint))
    }

    @Test func `a fenced slot is reached by its version or a later one`() {
        let target = SlotTarget(version: VersionStamp(epoch: 5, nonce: 0), fingerprint: FingerprintBits(1))
        #expect(!target.isReached(by: Self.status(4, 1), format: .fenced))
        #expect(target.isReached(by: Self.status(5, 1), format: .fenced))
        #expect(target.isReached(by: Self.status(6, 2), format: .fenced))
    }

    @Test func `a plain slot is reached by its value alone`() {
        let target = SlotTarget(version: .zero, fingerprint: FingerprintBits(1))
        #expect(target.isReached(by: Self.status(0, 1), format: .plain))
        #expect(!target.isReached(by: Self.status(0, 2), format: .plain))
    }
}
