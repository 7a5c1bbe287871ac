/// The names in an answer to CLIENT LIST; over bytes, because the list of a large fleet is most of a megabyte.
func connectionNames(inList bytes: [UInt8]) -> [String] {
    let label = Array(" name=".utf8)
    var names: [String] = []
    var index = 0
    while index + label.count < bytes.count {
        guard bytes[index] == label[0], bytes[index..<index + label.count].elementsEqual(label) else {
            index += 1
            continue
        }
        let start = index + label.count
        let end = bytes[start...].firstIndex { $0 == 0x20 || $0 == 0x0A } ?? bytes.count
        if end > start { names.append(String(decoding: bytes[start..<end], as: UTF8.self)) }
        index = end
    }
    return names
}
