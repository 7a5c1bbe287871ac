import Foundation
import Glibc

/// Where one run keeps what it leaves behind: `<out>/<utc>-<scenario>-<seed>-<4 hex>`.
package struct RunDirectory: Sendable {
    package let path: String

    package static func make(under parent: String, scenario: String, seed: UInt64) throws(FleetError) -> RunDirectory {
        let path = "\(parent)/\(utcStamp())-\(scenario)-\(seed)-\(fourHex())"
        let directory = RunDirectory(path: path)
        do {
            try FileManager.default.createDirectory(
                atPath: directory.file("logs"), withIntermediateDirectories: true)
        } catch {
            throw FleetError(.resultsNotWritable, "\(path): \(String(cString: strerror(errno)))")
        }
        return directory
    }

    package init(path: String) { self.path = path }

    package func file(_ name: String) -> String { "\(path)/\(name)" }

    package func write(_ text: String, to name: String) throws(FleetError) {
        do {
            let file = file(name)
            let folder = file.prefix(upTo: file.lastIndex(of: "/") ?? file.endIndex)
            try FileManager.default.createDirectory(atPath: String(folder), withIntermediateDirectories: true)
            try text.write(toFile: file, atomically: false, encoding: .utf8)
        } catch {
            throw FleetError(.resultsNotWritable, "\(self.file(name)): \(error.localizedDescription)")
        }
    }

    private static func utcStamp() -> String {
        var now = time(nil)
        var parts = tm()
        gmtime_r(&now, &parts)
        var text = [CChar](repeating: 0, count: 32)
        let length = strftime(&text, text.count, "%Y%m%dT%H%M%SZ", &parts)
        return String(decoding: text.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private static func fourHex() -> String {
        let digits = String(UInt16.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
