import Testing

@testable import Bench

@Suite struct MemorySplitTests {
    @Test func `each mapping counts where it belongs`() {
        let split = MemorySplit(
            smaps: """
                55d0-55d1 rw-p 00000000 00:00 0                          [heap]
                Size:                132 kB
                Pss:                  40 kB
                Pss_Dirty:            40 kB
                7f00-7f01 rw-p 00000000 00:00 0
                Pss:                   2 kB
                7f02-7f03 rw-s 00000000 08:01 77                         /tmp/run/history.kq
                Pss:                   8 kB
                7f04-7f05 r-xp 00000000 08:01 12                         /usr/lib/libc.so.6
                Pss:                   5 kB
                7ffc-7ffd rw-p 00000000 00:00 0                          [stack]
                Pss:                  12 kB
                VmFlags: rd wr
                """)
        #expect(split.heap == 42)
        #expect(split.history == 8)
        #expect(split.program == 5)
        #expect(split.stack == 12)
        #expect(split.total == 67)
    }
}
