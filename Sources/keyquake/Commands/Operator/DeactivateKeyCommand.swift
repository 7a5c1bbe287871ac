import ArgumentParser
import Credentials
import Operator

struct DeactivateKeyCommand: OperatorCommand {
    static let configuration = CommandConfiguration(
        commandName: "deactivate", abstract: "Deactivate a managed key, for ever.",
        discussion: "A key that is deactivated already stays as it is, its first moment included; that is no error.")

    @Argument(help: "The id of the key, as the list shows it.")
    var id: String
    @OptionGroup var redis: RedisOptions
    @OptionGroup var wait: WaitOptions
    @Flag(help: "Print the report alone, as JSON.")
    var json = false

    struct Order {
        let id: ManagedKeyID
        let wait: WaitWish?
    }

    func prepare() throws -> Order {
        do {
            return Order(id: try ManagedKeyID(typed: id), wait: try wait.wish)
        } catch let flaw as ManagedKeyFlaw {
            throw OperatorError(.usage, .failed, "\(flaw)")
        }
    }

    func perform(_ order: Order, on session: OperatorSession) async throws(OperatorError) -> Int32 {
        let before = try await session.holdsBefore(isNeeded: order.wait != nil)
        let change = try await session.deactivate(order.id, floor: before?.keysFloor ?? .zero)
        if json {
            print(String(decoding: change.record.viewJSON(at: session.now), as: UTF8.self), to: 1)
        }
        let since = change.record.deactivatedAt?.utcText ?? "now"
        note(
            change.didWrite ? "deactivated \(order.id) at \(since)" : "\(order.id) was deactivated at \(since) already")
        return await confirm(.managedKey(change.record), madeBy: change.record.updatedAt, order.wait, on: session)
    }
}
