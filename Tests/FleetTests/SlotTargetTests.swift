import Credentials
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

    @Test func `an acknowledgement of an older version changes no target, a newer one does`() throws {
        var target = SlotTarget.none
        let newer = Version(epoch: try #require(Epoch(7)), nonce: Nonce(bits: 1))
        target.acknowledged(newer, FingerprintBits(7))
        target.acknowledged(Version(epoch: try #require(Epoch(6)), nonce: Nonce(bits: 9)), FingerprintBits(6))
        #expect(target == SlotTarget(version: VersionStamp(newer), fingerprint: FingerprintBits(7)))
        target.acknowledged(Version(epoch: try #require(Epoch(7)), nonce: Nonce(bits: 2)), FingerprintBits(8))
        #expect(target.fingerprint == FingerprintBits(8))
    }

    @Test func `on a plain slot the last acknowledgement counts`() {
        var target = SlotTarget.none
        target.acknowledged(nil, FingerprintBits(1))
        target.acknowledged(nil, FingerprintBits(2))
        #expect(target == SlotTarget(version: .zero, fingerprint: FingerprintBits(2)))
    }

    @Test func `before anything is known everybody has reached the target`() {
        #expect(SlotTarget.none.isReached(by: Self.status(0, 3), format: .plain))
        #expect(SlotTarget.none.isReached(by: Self.status(0, 3), format: .fenced))
    }
}
