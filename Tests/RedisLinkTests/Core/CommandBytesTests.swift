import CHiredis
import Testing

@testable import RedisLink

/// What goes over the wire, beside what hiredis makes of the same arguments.
@Suite struct CommandBytesTests {
    static let odd: [[[UInt8]]] = [
        [Array("PING".utf8)], [[]], [[], [], []], [[0]], [[13, 10], [0, 13, 10, 0]], [Array(0...255)],
        [Array("$5\r\nhello\r\n".utf8), Array("*1\r\n".utf8)], Array(repeating: [7], count: 12),
    ]

    @Test(arguments: odd)
    func `odd arguments go out as hiredis sends them`(_ arguments: [[UInt8]]) throws {
        #expect(Self.ours(arguments) == (try Self.theirs(arguments)))
    }

    @Test(arguments: [9, 10, 11, 99, 100, 101, 999, 1000, 1023, 1024, 65_535, 99_999, 100_000, 1_048_576])
    func `an argument of any length goes out as hiredis sends it`(_ length: Int) throws {
        let arguments = [Array("SET".utf8), Array(repeating: UInt8(ascii: "\r"), count: length), []]
        #expect(Self.ours(arguments) == (try Self.theirs(arguments)))
    }

    @Test(arguments: 0..<200 as Range<UInt64>)
    func `any arguments go out as hiredis sends them`(_ seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let arguments = (0..<Int.random(in: 1...130, using: &random)).map { _ in
            (0..<Int.random(in: 0...300, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
        }
        #expect(Self.ours(arguments) == (try Self.theirs(arguments)))
        #expect(RedisCommand("X", arguments).arguments.dropFirst() == arguments[...])
    }

    @Test(arguments: [([], []), ([[1]], []), ([[], [2]], [[0], [], [13, 10]])] as [([[UInt8]], [[UInt8]])])
    func `a script goes out by digest and by source as hiredis sends it`(
        keys: [[UInt8]], arguments: [[UInt8]]
    ) throws {
        let script = RedisScript(name: "odd", source: "return 'a\r\n$3\r\n' -- é")
        let call = script.byDigest(keys: keys, arguments: arguments)
        let rest = [Array(String(keys.count).utf8)] + keys + arguments
        #expect(call.bytes == (try Self.theirs([Array("EVALSHA".utf8), script.digest] + rest)))
        #expect(script.list(keys: keys, arguments: arguments) == [Array("EVALSHA".utf8), script.digest] + rest)
        #expect(script.bySource(call).bytes == (try Self.theirs([Array("EVAL".utf8), script.source] + rest)))
        #expect(call.name == "EVALSHA odd" && script.bySource(call).name == call.name)
        #expect(call.isScript && script.bySource(call).isScript)
    }

    @Test func `only a script is one that may fail after its first write`() {
        #expect(["EVAL", "EVALSHA", "SET"].map { RedisCommand($0, []).isScript } == [true, true, false])
    }
}

extension CommandBytesTests {
    private static func ours(_ arguments: [[UInt8]]) -> [UInt8] {
        var command = CommandBytes(count: arguments.count, size: arguments.size)
        command.append(arguments)
        return command.bytes
    }

    private static func theirs(_ arguments: [[UInt8]]) throws -> [UInt8] {
        let all = arguments.flatMap(\.self).map { CChar(bitPattern: $0) } + [0]
        var made: UnsafeMutablePointer<CChar>?
        let length = all.withUnsafeBufferPointer { all in
            var starts: [UnsafePointer<CChar>?] = []
            var place = 0
            for argument in arguments {
                starts.append(all.baseAddress.map { $0 + place })
                place += argument.count
            }
            return redisFormatCommandArgv(&made, Int32(arguments.count), &starts, arguments.map(\.count))
        }
        let start = try #require(made)
        defer { redisFreeCommand(start) }
        return UnsafeRawBufferPointer(start: start, count: Int(length)).map(\.self)
    }
}

/// A small generator, so that a failing case has a seed.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
