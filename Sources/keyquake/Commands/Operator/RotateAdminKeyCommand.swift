import ArgumentParser
import Credentials
import Operator
import Stores

extension SlotFormat: ExpressibleByArgument {}

struct RotateAdminKeyCommand: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate", abstract: "Put a new admin key in force.",
        discussion: """
            Without --from-file a key of 48 characters is made and printed once. Without --grace every older key dies at \
            once, those that still had some included. With --json there is one line when the change is acknowledged, and \
            with --wait a second one when the wait has ended.
            """)

    @Argument(help: ArgumentHelp("A key is never an argument.", visibility: .private))
    var given: [String] = []
    @OptionGroup var redis: RedisOptions
    @OptionGroup var wait: WaitOptions
    @Option(help: "The new key, from this file, or with - from standard input.", completion: .file())
    var fromFile: String?
    @Option(help: "Write the key that is made into this new file (0600), not to standard output.", completion: .file())
    var out: String?
    @Option(help: "How long the key before it is still accepted: 30s, 10m.")
    var grace = "0s"
    @Option(help: "What the replicas' slot is: fenced, or plain as first-generation gateways have it.")
    var slot = SlotFormat.fenced
    @Flag(help: "Replace also what is no slot of this kind.")
    var overwrite = false
    @Flag(help: "Print the report alone, as JSON.")
    var json = false

    var slotFormat: SlotFormat { slot }

    func validate() throws {
        // Whoever tried it must not find the key in an error as well.
        guard given.isEmpty else {
            throw ValidationError("a key is never an argument, which everybody here can read: --from-file takes one")
        }
        if out != nil, fromFile != nil { throw ValidationError("--out is for a key that is made, not for a given one") }
        let grace = try graceNanoseconds
        if slot == .plain, grace > 0 { throw ValidationError("a plain slot has no grace") }
        if slot == .plain, wait.wait != nil { throw ValidationError("a plain slot has no versions to wait for") }
    }

    private var graceNanoseconds: UInt64 {
        get throws {
            let span: Int64
            do { span = try SpanText.milliseconds(grace) } catch { throw ValidationError("--grace: \(error)") }
            let longest = SlotRotation.longestGraceNanoseconds
            guard UInt64(span) <= longest / 1_000_000 else {
                throw ValidationError("--grace: ten years is the longest")
            }
            return UInt64(span) * 1_000_000
        }
    }

    struct Order {
        let key: Secret
        let isMade: Bool
        let grace: UInt64
        let wish: WaitWish?
    }

    func prepare() throws -> Order {
        let given = try fromFile.map { try SecretSource($0).read() }
        var source = SystemRandomNumberGenerator()
        return Order(
            key: given ?? .generatedAdminKey(using: &source), isMade: given == nil, grace: try graceNanoseconds,
            wish: try wait.wish)
    }

    func perform(_ order: Order, on session: OperatorSession) async throws(OperatorError) -> Int32 {
        let before = try await session.holdsBefore(isNeeded: order.wish != nil)
        let issue = try SecretIssue(order.isMade ? order.key : nil, file: out, isJSON: json)
        let made: AdminKeyAcknowledgement
        do throws(OperatorError) {
            made = try await session.change(
                .rotate(to: order.key, grace: order.grace), floor: before?.adminFloor ?? .zero, overwrites: overwrite)
        } catch {
            issue.failed(error)
            throw error
        }
        if json {
            try issue.deliver(JSONLine.text(of: AdminKeyChangeView(made, issuing: issue.shown)), of: "the key")
        } else {
            print(made.line, to: 2)
            if let key = issue.shown { try issue.deliver(key, of: "the key") }
        }
        return await confirm(made.version.map { .adminKey($0) }, madeBy: made.madeBy, order.wish, on: session)
    }
}
