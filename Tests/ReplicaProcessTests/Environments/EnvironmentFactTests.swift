import Credentials
import History
import ReplicaCore
import Testing

@testable import ReplicaProcess

@Suite struct EnvironmentFactTests {
    private static func id(_ text: String) throws -> EnvironmentID { try #require(EnvironmentID(text: text)) }
    private static func version(_ number: UInt64) throws -> Version {
        Version(epoch: try #require(Epoch(number)), nonce: Nonce(bits: 7))
    }

    @Test func `every trouble of a document is told with the versions that tell it apart`() throws {
        let (id, held, other) = (try Self.id("e"), try Self.version(2), try Self.version(3))
        let name = EnvironmentName.published(id)
        let cases: [(EnvironmentNote, EnvironmentFact)] = [
            (.lost(id, held: held), .trouble(name, .lost, held: 2, other: 0)),
            (.malformed(nil, nil), .trouble(nil, .malformed, held: 0, other: 0)),
            (.malformed(id, nil), .trouble(name, .malformed, held: 0, other: 0)),
            (.conflict(id, held: held, other: other), .trouble(name, .conflict, held: 2, other: 3)),
            (.gap(id, held: nil, announced: other), .trouble(name, .gap, held: 0, other: 3)),
            (.putBack(id, version: held), .putBack(name, version: VersionStamp(epoch: 2, nonce: 7))),
            (
                .applied(id, version: held, isTombstone: true, path: .poll),
                .applied(name, version: VersionStamp(epoch: 2, nonce: 7), isTombstone: true, path: .poll)
            ),
        ]
        for (note, fact) in cases { #expect(EnvironmentFact(note) == fact) }
    }

    @Test func `what the coordinator did not tell is unnamed, and is told by name when it has`() throws {
        let key = try #require(SDKKey(text: "key")).credential
        let id = try Self.id("e")
        let fact = EnvironmentFact.resolves(key, .published(id), isIn: true)
        var numbers = EnvironmentNumbers(EnvironmentKeeperSettings())
        var records = EnvironmentRecords()
        records.remember(fact, at: 5)
        #expect(fact.event(in: numbers) == .resolves(.unnamed, environment: .unnamed, isIn: true))
        numbers.learn(key, as: CredentialID(1))
        #expect(fact.event(in: numbers) == .resolves(CredentialID(1), environment: .unnamed, isIn: true))
        #expect(records.takeNamed(in: numbers).isEmpty, "its environment is still unknown")
        numbers.learn(.environmentID(id), as: CredentialID(0))
        #expect(records.takeNamed(in: numbers).map(\.time) == [5])
        #expect(fact.event(in: numbers) == .resolves(CredentialID(1), environment: CredentialID(0), isIn: true))
        #expect(records.takeNamed(in: numbers).isEmpty, "once")
    }

    @Test func `an offline client and an environment without an id have no name to wait for`() throws {
        let numbers = EnvironmentNumbers(
            EnvironmentKeeperSettings(configured: [ConfiguredEnvironment(name: "a", credentials: InitialCredentials())])
        )
        let start = ClientStart(token: ClientToken(3), environment: .configured("a"), key: nil)
        let fact = EnvironmentFact.client(start, .starting)
        #expect(fact.isNamed(in: numbers))
        #expect(fact.event(in: numbers) == .client(environment: .unnamed, .unnamed, token: 3, .starting))
    }

    @Test func `of what nobody ever names the latest is kept, and no more`() throws {
        var records = EnvironmentRecords()
        for time in 0..<UInt64(3 * EnvironmentRecords.longestMemory) {
            records.remember(.delivered(.published(try Self.id("e")), data: time), at: time)
        }
        var numbers = EnvironmentNumbers(EnvironmentKeeperSettings())
        numbers.learn(.environmentID(try Self.id("e")), as: CredentialID(0))
        let named = records.takeNamed(in: numbers)
        #expect(named.count <= EnvironmentRecords.longestMemory)
        #expect(named.last?.time == UInt64(3 * EnvironmentRecords.longestMemory - 1))
        #expect(named.map(\.time) == named.map(\.time).sorted())
    }

    private static let token = ClientToken(4)

    @Test(
        arguments: [
            (.clientStarted(token, data: 0), nil, .started),
            (.clientStarted(token, data: 0), .clientLate(token, .configured("e")), .late),
            (.clientStarted(token, data: 0), .clientLate(ClientToken(5), .configured("e")), .started),
            (.clientClosed(token), nil, .closed),
            (.clientClosed(token), .clientLost(token, .configured("e")), .lost),
            (.clientFailed(token, .refused), .clientFailed(token, .configured("e"), .refused), .failed),
        ] as [(EnvironmentInput, EnvironmentNote?, ClientChange)])
    func `what happened to a client is told as the core took it`(
        happened: (input: EnvironmentInput, note: EnvironmentNote?, change: ClientChange)
    ) throws {
        let effects = happened.note.map { [ReplicaEffect.environments(.note($0))] } ?? []
        let told = try #require(happened.input.clientChange(effects))
        #expect(told.token == Self.token && told.change == happened.change)
    }

    @Test func `a client of which nothing more will come is forgotten`() {
        var records = EnvironmentRecords()
        records.started(ClientStart(token: Self.token, environment: .configured("e"), key: nil))
        #expect(records.fact(Self.token, .started) != nil && records.fact(Self.token, .closing) != nil)
        #expect(records.fact(Self.token, .closed) != nil)
        #expect(records.fact(Self.token, .closed) == nil)
    }
}
