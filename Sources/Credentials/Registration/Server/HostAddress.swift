import Glibc

/// A numeric IP address, and whether a request may go there that somebody else asked for.
package struct HostAddress: Hashable, Sendable {
    /// 4 or 16 bytes in network order; an IPv4 address inside IPv6 is the IPv4 one.
    private let bytes: [UInt8]
    package let isVersion6: Bool

    /// Nil unless the text is four decimal numbers, or an IPv6 address without brackets and without a zone. Short forms
    /// such as 127.1 are names here.
    package init?(_ text: String) {
        var four = in_addr()
        var sixteen = in6_addr()
        if inet_pton(AF_INET, text, &four) == 1 {
            bytes = withUnsafeBytes(of: &four) { Array($0) }
            isVersion6 = false
        } else if inet_pton(AF_INET6, text, &sixteen) == 1 {
            bytes = Self.embedded(withUnsafeBytes(of: &sixteen) { Array($0) })
            isVersion6 = true
        } else {
            return nil
        }
    }

    /// What an address of IPv6 stands for: mapped (::ffff:0:0/96), compatible (::/96), translated (64:ff9b::/96) and
    /// 6to4 (2002::/16) ones carry an IPv4 address.
    private static func embedded(_ bytes: [UInt8]) -> [UInt8] {
        let tail = Array(bytes[12...])
        if bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF { return tail }
        if bytes[..<12].elementsEqual([0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]) { return tail }
        if bytes[..<2].elementsEqual([0x20, 0x02]) { return Array(bytes[2..<6]) }
        if bytes[..<12].allSatisfy({ $0 == 0 }), tail[0] != 0 { return tail }
        return bytes
    }

    package var isLoopback: Bool {
        bytes.count == 4 ? bytes[0] == 127 : bytes[..<15].allSatisfy { $0 == 0 } && bytes[15] == 1
    }

    /// False for loopback, private, link-local, shared, multicast, reserved and unspecified addresses.
    package var isPublic: Bool { bytes.count == 4 ? isPublic4 : isPublic6 }

    private var isPublic4: Bool {
        switch (bytes[0], bytes[1]) {
        case (0, _), (10, _), (127, _), (169, 254), (192, 168): false
        case (100, 64...127), (172, 16...31), (198, 18...19): false
        case (192, 0): bytes[2] != 0 && bytes[2] != 2  // protocol assignments, documentation
        case (198, 51): bytes[2] != 100
        case (203, 0): bytes[2] != 113
        default: bytes[0] < 224
        }
    }

    /// 2000::/3 is all that is global; of it, documentation (2001:db8::/32) and Teredo (2001::/32) are not.
    private var isPublic6: Bool {
        guard bytes[0] & 0xE0 == 0x20 else { return false }
        guard bytes[0] == 0x20, bytes[1] == 0x01 else { return true }
        return !(bytes[2] == 0x0D && bytes[3] == 0xB8 || bytes[2] == 0 && bytes[3] == 0)
    }
}
