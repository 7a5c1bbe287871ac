import Testing

@testable import RedisLink

@Suite struct SecrecyTests {
    private static let secret = "hunter2"

    /// Everything that a careless line of code could print.
    private func shown(_ value: some Any) -> String {
        var dumped = ""
        dump(value, to: &dumped)
        return "\(value) \(String(reflecting: value)) \(dumped)"
    }

    @Test func `a password cannot be printed or dumped`() {
        let password = RedisPassword(text: Self.secret)
        #expect(!shown(password).contains(Self.secret))
        #expect(!shown(RedisAccess(user: "replica", password: password)).contains(Self.secret))
        #expect(!shown([password.argument: 1].count).contains(Self.secret))
    }

    @Test func `a command shows its name and nothing else`() {
        let command = RedisCommand("SET", "key", Self.secret)
        #expect(!shown(command).contains(Self.secret))
        #expect("\(command)" == "SET")
    }

    @Test func `an error says what, when and with which outcome, without arguments`() {
        let command = RedisCommand("SET", "key", Self.secret)
        let error = WireFailure.closedByServer.asError(phase: .sent).forCommand(command.name, phase: .sent)
        #expect("\(error)" == "SET: connection lost (sent): the server closed the connection; it may have taken effect")
    }
}
