import Checks
import History

/// Reads and writes of one register by many clients at once, as a linearizable server answers them, in the order of
/// their returns.
struct SlotTraffic {
    let operations: [SlotOperation]

    /// The server takes one operation every 20 ns; calls lie before that moment, returns behind it.
    init(clients: Int, operations count: Int) {
        var free = [Int64](repeating: 0, count: clients)
        var version: UInt64 = 0
        var random: UInt64 = 0x9E37_79B9
        let made = (0..<count).map { index -> SlotOperation in
            random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let client = index % clients
            let taken = Int64(index) * 20
            let isWrite = index == 0 || random >> 60 == 0
            if isWrite { version += 1 }
            let spread = UInt64(clients) * 9
            let called = max(min(free[client], taken), taken - Int64(random >> 33 % spread))
            let returned = taken + Int64(random >> 40 % spread) + 1
            free[client] = returned
            return SlotOperation(
                called: called, returned: returned, version: VersionStamp(epoch: version, nonce: 1), isWrite: isWrite)
        }
        operations = made.sorted { $0.returned < $1.returned }
    }
}
