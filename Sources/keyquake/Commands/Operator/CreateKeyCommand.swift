import ArgumentParser
import Credentials
import Operator

struct CreateKeyCommand: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Create a managed key.",
        discussion: """
            The value goes to standard output, once, or with --out into a new file that only you can read. With --json \
            there is one line when the key is stored, and with --wait a second one when the wait has ended.
            """)

    @Argument(help: "What the key is called; need not be unique.")
    var name: String
    @Option(help: "What it is for.")
    var description = ""
    @Option(help: "The path that it gives its requests: /team/one.")
    var userPath = ""
    @Option(help: "When it ends, as RFC 3339 has it: 2026-12-24T18:00:00Z. Never, if neither is named.")
    var expires: String?
    @Option(help: "When it ends, from now on: 12h, 30d.")
    var expiresIn: String?
    @Option(help: "Write the value into this new file (0600), not to standard output.", completion: .file())
    var out: String?
    @OptionGroup var redis: RedisOptions
    @OptionGroup var wait: WaitOptions
    @Flag(help: "Print the report alone, as JSON.")
    var json = false

    struct Order {
        let wish: ManagedKeyWish
        let wait: WaitWish?
    }

    func prepare() throws -> Order {
        let expiry = try Expiry(time: expires, span: expiresIn)
        return Order(
            wish: try ManagedKeyWish(name: name, about: description, userPath: userPath, expiry: expiry),
            wait: try wait.wish)
    }

    func perform(_ order: Order, on session: OperatorSession) async throws(OperatorError) -> Int32 {
        let before = try await session.holdsBefore(isNeeded: order.wait != nil)
        let draft = try order.wish.draft(now: before?.now ?? session.now)
        var source = SystemRandomNumberGenerator()
        let token = ManagedKeyToken.random(using: &source)
        let issue = try SecretIssue(token.secret, file: out, isJSON: json)
        let record: ManagedKeyRecord
        do throws(OperatorError) {
            let new = NewManagedKey(id: .random(using: &source), draft: draft, token: token)
            record = try await session.create(new, floor: before?.keysFloor ?? .zero)
        } catch {
            issue.failed(error)
            throw error
        }
        if json {
            let view = record.viewJSON(at: session.now, issuing: issue.shown == nil ? nil : token)
            try issue.deliver(String(decoding: view, as: UTF8.self), of: "the value of the key \(record.id)")
        } else {
            print("created \(record.id), ends \(record.expiresAt?.utcText ?? "never")", to: 2)
            if let value = issue.shown { try issue.deliver(value, of: "the value of the key \(record.id)") }
        }
        return await confirm(.managedKey(record), madeBy: record.updatedAt, order.wait, on: session)
    }
}
