import Foundation
import History
import HistoryLog
import Testing

struct ExportTests {
    private func lines(_ write: (HistoryFile) -> Void) throws -> [String] {
        let history = try TemporaryHistory(
            HistoryLayout(replicas: 1, cells: 2, replicaRecords: 64, coordinatorRecords: 256, zygoteRecords: 8))
        write(history.file)
        var lines: [String] = []
        history.file.exportJSONLines { lines.append($0) }
        return lines
    }

    @Test func `an event is one flat object with readable names`() throws {
        let lines = try lines {
            $0.writer(of: .coordinator).append(
                .operationEnded(
                    3, outcome: .superseded, version: VersionStamp(epoch: 9, nonce: 10),
                    fingerprint: FingerprintBits(0xAB), graceEnd: 0), at: 5)
            $0.writer(of: replica).append(
                .applied(
                    version: .zero, fingerprint: .none, credential: .unnamed, path: .configuration), at: 6,
                incarnation: first)
        }
        #expect(
            lines == [
                #"{"region":"coordinator","sequence":0,"incarnation":0,"time_ns":5,"event":"operation-ended","#
                    + #""operation":3,"outcome":"superseded","version":"9:a","fingerprint":"0000000000ab","#
                    + #""grace_end_unix_ms":0,"node":"redis-1"}"#,
                #"{"region":"r1","sequence":0,"incarnation":1,"time_ns":6,"event":"applied","version":"0:0","#
                    + #""fingerprint":null,"credential":null,"path":"configuration"}"#,
            ])
    }

    @Test func `every event is valid JSON with a name of its own`() throws {
        let lines = try lines { file in
            let writer = file.writer(of: .coordinator)
            for event in everyEvent { writer.append(event, at: 1) }
        }
        let names = try lines.map { line in
            let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
            return object?["event"] as? String
        }
        #expect(names.count == everyEvent.count)
        #expect(Set(names).count == RecordKind.allCases.count)
        #expect(names.contains("credential-named"))
    }

    @Test func `a run in a live cell is exported as open`() throws {
        let lines = try lines {
            let cells = ProbeCells(writer: $0.writer(of: replica), incarnation: first)
            cells.update(CredentialID(1), .accepted, call: 1, return: 2)
        }
        #expect(lines.count == 1)
        #expect(lines[0].contains(#""open":true"#))
    }

    @Test func `an unknown kind is exported by number`() throws {
        let lines = try lines {
            var record = Record()
            record.kind = 999
            $0.writer(of: .zygote).append(record)
        }
        #expect(lines[0].contains(#""event":"unknown","kind":999"#))
    }
}
