import Glibc

/// A whole file; nil when it cannot be opened. Files under /proc have no size: read until the end.
func fileBytes(_ path: String) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = read(descriptor, &chunk, chunk.count)
        guard count > 0 else { return bytes }
        bytes += chunk.prefix(count)
    }
}

/// The names in a directory; none when there is no such directory.
func entries(of directory: String) -> [String] {
    guard let handle = opendir(directory) else { return [] }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
        let name = withUnsafeBytes(of: &entry.pointee.d_name) {
            String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
        }
        if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
}

/// Paths of all files in a directory and those below it.
func filesBelow(_ directory: String) -> [String] {
    entries(of: directory).flatMap { name -> [String] in
        let path = "\(directory)/\(name)"
        var status = stat()
        guard lstat(path, &status) == 0 else { return [] }
        return status.st_mode & S_IFMT == S_IFDIR ? filesBelow(path) : [path]
    }
}

extension [UInt8] {
    /// Whether the text stands somewhere in these bytes, as bytes.
    func contains(_ text: String) -> Bool {
        let needle = Array(text.utf8)
        guard let first = needle.first else { return true }
        return withUnsafeBytes { all in
            var rest = all[...]
            while let found = rest.firstIndex(of: first), all.count - found >= needle.count {
                if all[found..<found + needle.count].elementsEqual(needle) { return true }
                rest = all[(found + 1)...]
            }
            return false
        }
    }
}
