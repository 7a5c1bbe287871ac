import CPosix
import Testing

struct ChecksumTests {
    @Test(arguments: [("", 0), ("a", 0xC1D0_4330), ("123456789", 0xE306_9283)] as [(String, UInt32)])
    func `the checksum is CRC-32C, with and without the processor's instruction`(_ text: String, _ expected: UInt32) {
        let bytes = Array(text.utf8)
        #expect(kq_crc32c(bytes, bytes.count) == expected)
        #expect(kq_crc32c_portable(bytes, bytes.count) == expected)
    }

    @Test func `a record's checksum covers all but its own place`() {
        var bytes = (0..<64).map { UInt8($0) }
        let checksum = kq_record_checksum(bytes)
        #expect(checksum == kq_crc32c_portable(Array(bytes[4...]), 60))
        bytes[0] = 99
        #expect(kq_record_checksum(bytes) == checksum)
    }
}
