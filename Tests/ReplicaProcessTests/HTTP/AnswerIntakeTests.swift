import Testing

@testable import ReplicaCore
@testable import ReplicaProcess

@Suite struct AnswerIntakeTests {
    private static let limit = RegistrationRequest.bodyLimit

    @Test func `a good body is taken up to its limit and not a byte further`() {
        let intake = Taking()
        let piece = [UInt8](repeating: 1, count: 1 << 16)
        for _ in 0..<16 { #expect(intake.take(piece, status: 200, declared: -1)) }
        #expect(intake.body.count == Self.limit)
        #expect(!intake.take([1], status: 200, declared: -1))
        #expect(intake.stop == .tooLarge && intake.body.isEmpty)
    }

    @Test func `a good body that declares more is refused before it comes`() {
        let intake = Taking()
        #expect(!intake.take([1], status: 201, declared: Self.limit + 1))
        #expect(intake.stop == .tooLarge && intake.body.isEmpty)
        let exact = Taking()
        #expect(exact.take([1], status: 201, declared: Self.limit))
    }

    /// It may declare what it likes: it is cut.
    @Test func `of an error 8 KiB are kept and 64 KiB thrown away, and then it is enough`() {
        let intake = Taking()
        let kept = RegistrationRequest.errorBodyLimit
        #expect(intake.take([UInt8](repeating: 1, count: kept - 1), status: 500, declared: 1 << 40))
        #expect(intake.take([2, 3, 3], status: 500, declared: 1 << 40))
        #expect(intake.body.count == kept && intake.body.last == 2)
        #expect(
            intake.take([UInt8](repeating: 3, count: RegistrationRequest.drainLimit - 2), status: 500, declared: -1))
        #expect(!intake.take([3], status: 500, declared: -1))
        #expect(intake.stop == .enough && intake.body.count == kept)
    }

    @Test func `header lines are bounded together`() {
        let intake = Taking()
        let line = String(repeating: "a", count: 1024)
        for _ in 0..<64 { #expect(intake.takeHead(line)) }
        #expect(!intake.takeHead("a"))
        #expect(intake.stop == .tooLarge)
    }

    @Test func `a head is whole at its empty line, and an interim answer's is not the last`() {
        let intake = Taking()
        var states: [Bool] = []
        for line in [
            "HTTP/1.1 100 Continue\r\n", "\r\n", "HTTP/1.1 200 OK\r\n", "A: b\r\n", "\r\n", "X-Trailer: c\r\n",
        ] {
            _ = intake.takeHead(line)
            states.append(intake.isHeadWhole)
        }
        #expect(states == [false, true, false, false, true, true])
    }
}

/// `#expect` takes no call that changes a value.
private final class Taking {
    private var intake = AnswerIntake()
    var body: [UInt8] { intake.body }
    var stop: AnswerIntake.Stop? { intake.stop }
    var isHeadWhole: Bool { intake.isHeadWhole }
    func takeHead(_ line: String) -> Bool { intake.takeHead(line.utf8) }
    func take(_ bytes: [UInt8], status: Int, declared: Int) -> Bool {
        intake.take(bytes, status: status, declared: declared)
    }
}
