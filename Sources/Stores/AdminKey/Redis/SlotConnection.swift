import Credentials
import RedisLink

/// What the two Redis stores share: a server to send to, the slot's name, and how answers become results.
final class SlotConnection {
    let name: SlotName
    /// What the log calls the writer.
    let client: [UInt8]
    let clock: () -> WallTime
    private let sender: any RedisSender
    private let format: SlotFormat

    init(sender: any RedisSender, name: SlotName, client: String, format: SlotFormat, clock: @escaping () -> WallTime) {
        self.sender = sender
        self.name = name
        self.client = Array(client.utf8)
        self.format = format
        self.clock = clock
    }

    /// Sends one command that only reads, and makes something of its answer.
    ///
    /// - Parameter wrongType: the result when the slot is of another type.
    func ask<Success>(
        _ command: RedisCommand, wrongType: Success, _ done: @escaping SlotAnswer<Success>,
        _ read: @escaping (RedisReply, WallTime) -> Success?
    ) {
        sender.send(command, deadline: nil) { [clock] result in
            switch result {
            case .success(let reply):
                done(read(reply, clock()).map { .success($0) } ?? .failure(.init(.failed, .unreadableAnswer)))
            case .failure(let error) where error.serverError?.kind == .wrongType: done(.success(wrongType))
            case .failure(let error): done(.failure(SlotStoreError(.failed, .redis(error))))
            }
        }
    }

    /// Runs one of the slot's scripts.
    ///
    /// - Parameter isOurs: whether what stands there is what a write that was done before had written.
    func run(
        _ script: SlotScript, _ arguments: [[UInt8]], isOurs: @escaping (SlotReading, Version?) -> Bool,
        _ done: @escaping SlotAnswer<SlotChange>
    ) {
        sender.run(script.script, keys: name.scriptKeys, arguments: arguments) { [format, clock] result in
            done(
                result.mapError(SlotStoreError.init).flatMap { reply in
                    Result { () throws(SlotStoreError) in
                        SlotChange(try SlotScriptAnswer(reply, format: format, now: clock()), isOurs: isOurs)
                    }
                })
        }
    }
}

extension SlotChange {
    fileprivate init(_ answer: SlotScriptAnswer, isOurs: (SlotReading, Version?) -> Bool) {
        let effect: Effect =
            switch answer.verdict {
            case .wrote: .wrote
            case .left: .left
            case .conflict: .conflict
            // An absent slot is none that superseded us.
            case .already:
                answer.stands == .absent || isOurs(answer.stands, answer.version) ? .alreadyDone : .superseded
            }
        self.init(
            effect: effect, stands: answer.stands, version: answer.version, graceEnd: answer.graceEnd,
            dropped: answer.dropped)
    }
}

extension Epoch { var bytes: [UInt8] { Array(description.utf8) } }
extension Nonce { var bytes: [UInt8] { Array(description.utf8) } }
extension Secret { var bytes: [UInt8] { withBytes { $0 } } }
extension FingerprintKey { var bytes: [UInt8] { Array(hex.utf8) } }
extension Fingerprint? {
    /// Zeros for no value.
    var bytes: [UInt8] { Array((self?.description ?? String(repeating: "0", count: 12)).utf8) }
}
extension Bool { var bytes: [UInt8] { [self ? UInt8(ascii: "1") : UInt8(ascii: "0")] } }
