import Credentials
import History
import Testing

@testable import ReplicaProcess

@Suite struct ConfigurationPartsTests {
    private static func configuration(tokens count: Int, ofBytes size: Int = 43) throws -> ReplicaConfiguration {
        var configuration = try ControlMessageTests.configuration()
        configuration.tokens = (0..<count).map { number in
            KnownToken(
                id: CredentialID(UInt32(number)), secret: Secret(bytes: [UInt8](repeating: 0x61, count: size)),
                fingerprint: FingerprintBits(UInt64(number) + 1))
        }
        return configuration
    }

    private static func received(_ orders: [ReplicaOrder]) -> ReplicaConfiguration? {
        var messages = orders.map(\.encoded)[...]
        return ReplicaConfiguration { messages.popFirst() }
    }

    @Test(arguments: [0, 1, 600, 20_000])
    func `every token arrives, however many there are, in messages that any socket takes`(_ count: Int) throws {
        let configuration = try Self.configuration(tokens: count)
        #expect(configuration.welcome.allSatisfy { $0.encoded.count < 64 * 1024 })
        #expect(Self.received(configuration.welcome) == configuration)
    }

    @Test func `credentials of environments are counted as they are sent`() throws {
        var configuration = try Self.configuration(tokens: 0)
        configuration.tokens = (0..<2_000).map { number in
            KnownToken(
                id: CredentialID(UInt32(number)), secret: Secret(bytes: [UInt8](repeating: 0x61, count: 3)),
                fingerprint: FingerprintBits(UInt64(number) + 1),
                environment: .init(kind: .mobileKey, environment: CredentialID(0)))
        }
        #expect(configuration.welcome.dropFirst().allSatisfy { $0.encoded.count <= 32 * 1024 + 16 })
        #expect(Self.received(configuration.welcome) == configuration)
    }

    @Test func `tokens that do not come are no configuration`() throws {
        let orders = try Self.configuration(tokens: 2_000).welcome
        #expect(orders.count > 2)
        #expect(Self.received(Array(orders.dropLast())) == nil)
        #expect(Self.received([orders[0], .stop]) == nil)
    }

    @Test func `a token that fills a message on its own arrives as well`() throws {
        let configuration = try Self.configuration(tokens: 3, ofBytes: 40_000)
        #expect(configuration.welcome.count == 3)
        #expect(Self.received(configuration.welcome) == configuration)
    }
}
