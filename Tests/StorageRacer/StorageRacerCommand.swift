import Foundation
import StorageRace

/// `storage-racer FILE`: one process of a race about the storage. FILE says where, as whom and what, as JSON; it has a
/// password in it, which is why it is a file. Each deed is a line of the output.
///
/// Exit codes: 0 the race is over; 1 this racer could not take part; 2 usage.
@main
struct StorageRacerCommand {
    static func main() {
        guard CommandLine.arguments.count == 2,
            let file = FileManager.default.contents(atPath: CommandLine.arguments[1]),
            let order = try? JSONDecoder().decode(RaceOrder.self, from: file)  // nil: no such order
        else {
            print("usage: storage-racer FILE")
            exit(2)
        }
        switch Racer.run(order) {
        case .success(let deeds): print(deeds.map(\.line).joined(separator: "\n"))
        case .failure(let failure):
            print("storage-racer: \(failure)")
            exit(1)
        }
    }
}
