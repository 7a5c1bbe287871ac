import History
import HistoryLog

/// The size of a storm: by default ten million records of 50 replicas that follow 200 rotations in ten seconds.
package struct StormShape: Sendable {
    package var replicas = 50
    package var rotations = 200
    package var records = 10_000_000
}

/// Writes what a fleet that behaves leaves behind. To reach the number of records with so few replicas, each probe run
/// is closed more often than a real fleet would; the shares of fresh, current and long retired keys stay those of the
/// storm.
struct StormHistory {
    let shape: StormShape
    private let start: Int64 = 1_000_000_000_000
    private let length: Int64 = 13_000_000_000
    private let ready: Int64 = 100_000_000
    private let firstRotation: Int64 = 1_000_000_000
    private let between: Int64 = 50_000_000
    private let took: Int64 = 1_000_000
    private let wallOffset: Int64 = 1_763_000_000_000_000_000
    private let life = Incarnation(1)

    init(shape: StormShape) { self.shape = shape }

    private var credentials: Int { shape.rotations + 2 }
    private var rounds: Int { max(2, shape.records / shape.replicas / credentials) }
    private var roundLength: Int64 { (length - 2 * ready) / Int64(rounds) }

    func write(to path: String) throws {
        let file = try HistoryFile.create(
            at: path,
            layout: HistoryLayout(
                replicas: shape.replicas, cells: credentials,
                replicaRecords: rounds * credentials + 2 * shape.rotations + 64,
                coordinatorRecords: 8 * credentials + 64, zygoteRecords: 8))
        writeCoordinator(file.writer(of: .coordinator))
        for replica in 1...shape.replicas {
            writeReplica(delay: Int64(replica % 17) * 1_000_000, file.writer(of: .replica(ReplicaID(UInt32(replica)))))
        }
    }

    private func writeCoordinator(_ writer: RegionWriter) {
        writer.append(.runBegan(wallOffset: wallOffset, seed: 1, replicas: UInt32(shape.replicas)), at: time(0))
        for number in 0..<UInt32(credentials) {
            let origin: CredentialOrigin = number == 0 ? .initial : number == 1 ? .neverIssued : .fresh
            writer.append(
                .credentialNamed(
                    CredentialID(number), kind: .adminKey, fingerprint: fingerprint(number), origin: origin),
                at: time(0))
        }
        writer.append(.fleetReady(replicas: UInt32(shape.replicas)), at: time(2 * ready))
        for rotation in 0..<shape.rotations { writeRotation(rotation, writer) }
        writer.append(.runEnded(wallOffset: wallOffset, interrupted: false), at: time(length))
    }

    private func writeRotation(_ rotation: Int, _ writer: RegionWriter) {
        let credential = CredentialID(UInt32(rotation + 2))
        let number = UInt32(rotation)
        writer.append(
            .operationInvoked(number, kind: .rotate, credential: credential, grace: 0, step: 0),
            at: time(invoked(rotation)))
        writer.append(
            .operationEnded(
                number, outcome: .ok, version: version(rotation), fingerprint: fingerprint(credential.number),
                graceEnd: 0), at: time(invoked(rotation) + took))
    }

    private func writeReplica(delay: Int64, _ writer: RegionWriter) {
        writer.append(
            .started(pid: 1, configured: fingerprint(0), wallOffset: wallOffset), at: time(0), incarnation: life)
        writer.append(.ready(effective: fingerprint(0), confirmed: true), at: time(ready), incarnation: life)
        var applied = 0
        for round in 0..<rounds {
            let from = ready + roundLength * Int64(round)
            while applied < shape.rotations, invoked(applied) + took + delay < from + roundLength {
                writeApplication(applied, delay, writer)
                applied += 1
            }
            for credential in 0..<UInt32(credentials) { writeRun(credential, from, delay, writer) }
        }
        writer.append(.stopping, at: time(length - 1_000), incarnation: life)
        writer.append(.ended, at: time(length - 500), incarnation: life)
    }

    private func writeApplication(_ rotation: Int, _ delay: Int64, _ writer: RegionWriter) {
        let credential = CredentialID(UInt32(rotation + 2))
        writer.append(
            .applied(
                version: version(rotation), fingerprint: fingerprint(credential.number), credential: credential,
                path: .push), at: time(invoked(rotation) + took + delay), incarnation: life)
    }

    /// The probes of one round; a key whose verdict changes within the round is left out of it.
    private func writeRun(_ credential: UInt32, _ from: Int64, _ delay: Int64, _ writer: RegionWriter) {
        let to = from + roundLength
        let isAccepted = isCurrent(credential, at: from - delay)
        guard isCurrent(credential, at: to - delay) == isAccepted else { return }
        let first = time(from + Int64(credential) * 100)
        let last = time(to - 100_000 + Int64(credential) * 100)
        writer.append(
            Record(
                ProbeRun(
                    credential: CredentialID(credential), verdict: isAccepted ? .accepted : .refused, firstCall: first,
                    firstReturn: first + 90, lastCall: last, lastReturn: last + 90, count: 12,
                    longestGap: (last - first) / 8), incarnation: life))
    }

    /// For a replica that follows without delay.
    private func isCurrent(_ credential: UInt32, at time: Int64) -> Bool {
        let since = time - firstRotation - took
        let rotations = since < 0 ? 0 : min(Int64(shape.rotations), since / between + 1)
        return credential == 0 ? rotations == 0 : credential != 1 && Int64(credential) - 1 == rotations
    }

    private func time(_ offset: Int64) -> UInt64 { UInt64(start + offset) }
    private func invoked(_ rotation: Int) -> Int64 { firstRotation + Int64(rotation) * between }

    private func fingerprint(_ number: UInt32) -> FingerprintBits {
        FingerprintBits(0xB000_0000_0000 + UInt64(number))
    }

    private func version(_ rotation: Int) -> VersionStamp {
        VersionStamp(epoch: UInt64(1_763_000_000_000 + rotation), nonce: 1)
    }
}
