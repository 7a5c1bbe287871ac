import Credentials
import History
import Testing

@testable import ReplicaCore

/// A monitor is believed when it has been seen to fail: here watchers are told what a broken core would make of it.
struct MonitorTests {
    struct Sabotage: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let violation: String
        var format = SlotFormat.fenced
        let change: @Sendable (AdminKeyInput) -> AdminKeyInput?
    }

    static let sabotages = [
        Sabotage(testDescription: "takes an error for absence", violation: "not read as absent") { input in
            if case .readEnded(.failure) = input { .readEnded(.success(.absent)) } else { input }
        },
        Sabotage(
            testDescription: "takes an error for absence on a plain slot", violation: "plants into a slot",
            format: .plain
        ) { input in
            if case .readEnded(.failure) = input { .readEnded(.success(.absent)) } else { input }
        },
        Sabotage(testDescription: "is deaf", violation: "never took the slot's key") { input in
            switch input {
            case .pushed: nil
            case .readEnded: .readEnded(.failure(.deadline))
            default: input
            }
        },
        Sabotage(testDescription: "misreads the epoch", violation: "a version that never stood") { input in
            guard case .readEnded(.success(.fenced(let record))) = input, record.version.epoch > .zero else {
                return input
            }
            let raised = version(record.version.epoch.number + 1, record.version.nonce.bits)
            return .readEnded(.success(.fenced(record.with(value: record.value, version: raised))))
        },
        Sabotage(testDescription: "keeps an ended key", violation: "judges a key wrongly") { input in
            switch input {
            case .readEnded(.success(.fenced(let record))): .readEnded(.success(.fenced(record.withoutEnds)))
            case .pushed(.fenced(let record)): .pushed(.fenced(record.withoutEnds))
            default: input
            }
        },
    ]

    @Test(arguments: sabotages)
    func `a broken core is noticed`(sabotage: Sabotage) throws {
        var violations: Set<String> = []
        for seed in 0..<12 {
            var world = try World(seed: UInt64(seed), keys: ["shared", "shared", "own", nil]) {
                $0.format = sabotage.format
            }
            world.sabotage = sabotage.change
            world.schedule(
                [.rotate, .rotateWithGrace, .cut, .kill, .kill, .hangServer], count: 15, withinMilliseconds: 2_500)
            world.run(milliseconds: 3_000)
            world.settleAndJudge()
            violations.formUnion(world.monitor.violations)
        }
        #expect(violations.contains { $0.contains(sabotage.violation) }, "\(violations)")
    }
}

extension AdminKeySlot {
    fileprivate var withoutEnds: AdminKeySlot {
        AdminKeySlot(
            version: version, value: value,
            outgoing: outgoing.map {
                OutgoingKey(value: $0.value, end: $0.end.advanced(byNanoseconds: 1_000_000_000_000))
            },
            previous: previous, author: author, fingerprintKey: fingerprintKey)
    }
}
