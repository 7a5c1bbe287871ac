import ArgumentParser
import Credentials
import Glibc
import Operator

/// A command on the Redis that replicas use: standard output carries what was asked for and nothing else, what there is to
/// say goes to standard error.
protocol OperatorCommand: ParsableCommand {
    associatedtype Order
    var redis: RedisOptions { get }
    var json: Bool { get }
    var slotFormat: SlotFormat { get }
    /// Finds out everything that can be before Redis is asked.
    func prepare() throws -> Order
    /// Does it; the result is the exit code.
    func perform(_ order: Order, on session: OperatorSession) async throws(OperatorError) -> Int32
}

extension OperatorCommand {
    var slotFormat: SlotFormat { .fenced }

    func run() throws {
        throw ExitCode(try exitCode())
    }

    private func exitCode() throws -> Int32 {
        do {
            let order = try prepare()
            let place = try redis.place()
            return OperatorLoop.run { loop in
                let session = OperatorSession(on: loop, to: place, format: slotFormat)
                defer { session.close() }
                do throws(OperatorError) {
                    try await session.connected()
                    return try await perform(order, on: session)
                } catch {
                    return tell(error)
                }
            }
        } catch let error as OperatorError {
            return tell(error)
        }
    }

    /// Says what went wrong; returns its exit code.
    private func tell(_ error: OperatorError) -> Int32 {
        print("keyquake: \(error)", to: 2)
        if json { print(JSONLine.text(of: ErrorView(error)), to: 1) }
        return error.code.rawValue
    }

    /// For a person only: a pipeline has the report.
    func note(_ line: String) { if !json { print(line, to: 2) } }

    /// Waits, if that is wished, and says how it ended.
    func confirm(
        _ change: ChangeToConfirm?, madeBy: WallTime? = nil, _ wish: WaitWish?, on session: OperatorSession
    ) async -> Int32 {
        guard let wish, let change else { return 0 }
        let isTerminal = isatty(2) == 1 && !json
        let report = await session.wait(for: change, madeBy: madeBy, wish) { report in
            if isTerminal { TerminalLine.show(report.progressLine(of: wish)) }
        }
        if isTerminal { TerminalLine.clear() }
        if json {
            print(JSONLine.text(of: ["wait": WaitView(report)]), to: 1)
        } else {
            print(report.lines.joined(separator: "\n"), to: 2)
        }
        return report.exitCode
    }
}

/// One line that is written over again and again.
enum TerminalLine {
    static func show(_ text: String) { write("\r\u{1B}[K\(text.prefix(width))") }
    static func clear() { write("\r\u{1B}[K") }

    /// Of the terminal; a longer line would begin a second one.
    private static var width: Int {
        var size = winsize()
        return ioctl(2, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 1 ? Int(size.ws_col) - 1 : 79
    }

    private static func write(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Glibc.write(2, bytes, bytes.count)
    }
}

/// Hands a secret over, once.
enum SecretOutput {
    /// False when nobody can have got it: standard output is closed or full.
    static func deliver(_ text: [UInt8]) -> Bool {
        var rest = (text + [0x0A])[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(1, $0.baseAddress, $0.count) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }
}
