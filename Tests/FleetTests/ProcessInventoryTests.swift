import Glibc
import Testing

@testable import Fleet

@Suite struct ProcessInventoryTests {
    @Test func `of two looks at one process the most counts, in either order`() throws {
        let all = try #require(ProcessInventory(pid: getpid()))
        let fewer = all.without(descriptors: 2)
        #expect(fewer.descriptors == all.descriptors - 2)
        #expect(fewer.covering(all) == all)
        #expect(all.covering(fewer) == all)
    }

    @Test func `of a process that is not there nothing is known`() {
        #expect(ProcessInventory(pid: pid_t.max) == nil)
    }
}
