import Testing

@testable import RedisLink

@Suite struct ReplyBuilderTests {
    @Test func `nested arrays close when their last element is there`() {
        var builder = ReplyBuilder(limit: 1000)
        #expect(builder.openArray(count: 3) == true)
        #expect(builder.add(.integer(1)) == true)
        #expect(builder.openArray(count: 2) == true)
        #expect(builder.add(.null) == true)
        #expect(builder.openArray(count: 0) == true)
        #expect(builder.take() == nil)
    }

    @Test func `a whole reply is handed out once`() {
        var builder = ReplyBuilder(limit: 1000)
        _ = builder.openArray(count: 2)
        _ = builder.openArray(count: 1)
        _ = builder.openArray(count: 0)
        _ = builder.add(.text("a"), bytes: 1)
        #expect(builder.take() == .array([.array([.array([])]), .text("a")]))
        #expect(builder.take() == nil)
    }

    @Test func `strings are counted together against the limit`() {
        var builder = ReplyBuilder(limit: 100)
        _ = builder.openArray(count: 2)
        #expect(builder.add(.text("…"), bytes: 68) == true)
        #expect(builder.add(.text("…"), bytes: 1) == false)
    }

    @Test(arguments: [7, 1000, Int(Int32.max)]) func `an array is paid for before its first element`(count: Int) {
        var builder = ReplyBuilder(limit: 100)
        #expect(builder.openArray(count: count) == false)
    }

    @Test func `each reply has the whole limit`() {
        var builder = ReplyBuilder(limit: 10)
        for _ in 0..<5 {
            #expect(builder.add(.text("…"), bytes: 10) == true)
            #expect(builder.take() != nil)
        }
    }
}
