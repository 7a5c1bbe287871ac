import Credentials
import History
import Stores
import Testing

@testable import ReplicaCore
@testable import ReplicaProcess

@Suite struct RegistrationNamesTests {
    @Test(arguments: [
        ("keyquake:1f2e", "kq:auth:{keyquake:1f2e}:"), ("gw", "kq:auth:{gw:}:"), ("a:b:c", "kq:auth:{a:b:c}:"),
    ])
    func `the namespace of a run has a place for its registrations`(_ namespace: String, _ prefix: String) {
        #expect(RegistrationNames(replicasOf: namespace)?.prefix == prefix)
    }

    @Test(arguments: ["", "a{b", "a:b}"])
    func `one that could be another's has none`(_ namespace: String) {
        #expect(RegistrationNames(replicasOf: namespace) == nil)
    }

    @Test func `a message is for the registration whose key it names, if that listens`() throws {
        var configuration = try ControlMessageTests.configuration()
        var settings = (0..<3).map { number in
            RegistrationSettings(
                issuer: "https://gw.test", discoveryURL: "https://idp\(number).test/.well-known/openid-configuration")
        }
        settings[2].usesPush = false
        configuration.registrations = settings
        let channel = try #require(RegistrationChannel(configuration))
        #expect(configuration.channels == [channel.name] && channel.name == "kq:auth:{ns:}:dcr:push")
        func subjects(_ number: Int) throws -> [RegistrationID] {
            let key = try RegistrationPlan(settings[number]).key
            return channel.subjects(of: RegistrationHint(version: .unstored, encodedKey: key.encoded).message)
        }
        #expect(try subjects(0) == [RegistrationID(0)] && subjects(1) == [RegistrationID(1)] && subjects(2) == [])
        #expect(channel.subjects(of: Array("nonsense".utf8)).isEmpty)
        configuration.registrations = [settings[2]]
        #expect(RegistrationChannel(configuration) == nil && configuration.channels.isEmpty)
    }

    @Test func `a registration without a namespace, or with a flaw, is named with its step`() throws {
        var configuration = try ControlMessageTests.configuration()
        let good = RegistrationSettings(issuer: "https://gw.test", registrationEndpoint: "https://idp.test/register")
        configuration.registrations = [good, RegistrationSettings(issuer: "")]
        let flaw = #expect(throws: InvalidRegistration.self) { try configuration.makeResolvers() }
        #expect(flaw?.id == RegistrationID(1) && flaw?.failure.step == .validate)
        configuration.registrations = [good, good]
        let resolvers = try configuration.makeResolvers()
        #expect(resolvers.count == 2 && resolvers[0].identity != resolvers[1].identity)
        configuration.namespace = ""
        #expect(throws: InvalidRegistration.self) { try configuration.makeResolvers() }
    }
}
