import Testing

@testable import ReplicaProcess

@Suite struct LinkOptionsTests {
    @Test func `links keep the deadlines that the core counts with`() throws {
        let options = try ControlMessageTests.configuration().linkOptions("data")
        #expect(options.connectDeadline == .nanoseconds(21) && options.commandDeadline == .nanoseconds(22))
    }
}
