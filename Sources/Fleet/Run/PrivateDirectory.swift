import Foundation
import Glibc

/// A directory that only this user may enter, for sockets and files with secrets; outside the run's directory.
/// The zygote removes it, whatever ends first.
struct PrivateDirectory {
    let path: String

    /// Where it is made.
    static var parent: String { getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp" }

    static func make() throws(FleetError) -> PrivateDirectory {
        let parent = parent
        var template = Array("\(parent)/keyquake-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else {
            throw FleetError(.system, "no private directory under \(parent): \(String(cString: strerror(errno)))")
        }
        return PrivateDirectory(
            path: String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }

    func file(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file that only this user may read.
    func write(_ text: String, to name: String) throws(FleetError) {
        let descriptor = open(file(name), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FleetError(.system, "\(file(name)): \(String(cString: strerror(errno)))") }
        defer { close(descriptor) }
        let bytes = Array(text.utf8)
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count else {
            throw FleetError(.system, "\(file(name)): \(String(cString: strerror(errno)))")
        }
    }
}

/// For a process that runs elsewhere.
func absolutePath(_ path: String) -> String {
    path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
}

/// Makes a directory that only this user may enter; its parents too, for anybody to enter.
func makeDirectory(_ path: String) throws(FleetError) {
    guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
        throw FleetError(.system, "\(path): \(String(cString: strerror(errno)))")
    }
}
