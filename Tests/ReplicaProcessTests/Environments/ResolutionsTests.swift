import Credentials
import Testing

@testable import ReplicaCore
@testable import ReplicaProcess

@Suite struct ResolutionsTests {
    private static let one = EnvironmentName.configured("one")
    private static let two = EnvironmentName.configured("two")
    private static let now = WallTime(milliseconds: 1000)

    /// Two environments that claim and give up one key, and what is told of it.
    private struct Story {
        var gate = EnvironmentGate()
        var resolutions = Resolutions()
        let key: EnvironmentCredential

        init() throws { key = try #require(SDKKey(text: "key")).credential }

        mutating func add(to environment: EnvironmentName, until end: WallTime? = nil) -> [String] {
            resolutions.register(key, of: environment)
            gate.replace(environment, with: [key: end])
            return told(resolutions.swapped(to: gate, at: now))
        }

        mutating func remove(from environment: EnvironmentName) -> [String] {
            gate.replace(environment, with: [:])
            return told(resolutions.unregister(key, of: environment, gate, at: now))
        }

        func told(_ changes: [Resolutions.Change]) -> [String] {
            changes.map { "\($0.environment) \($0.isIn ? "in" : "out")" }
        }
    }

    @Test func `an addition and a removal are told once each`() throws {
        var story = try Story()
        #expect(story.add(to: Self.one) == ["one in"])
        #expect(story.told(story.resolutions.swapped(to: story.gate, at: Self.now)).isEmpty)
        #expect(story.remove(from: Self.one) == ["one out"])
    }

    @Test func `an addition is told when decisions know of it, and not before`() throws {
        var story = try Story()
        story.resolutions.register(story.key, of: Self.one)
        #expect(story.told(story.resolutions.swapped(to: EnvironmentGate(), at: Self.now)).isEmpty)
    }

    @Test func `a removal that the gate does not know of is not told`() throws {
        var story = try Story()
        #expect(story.add(to: Self.one) == ["one in"])
        let changes = story.resolutions.unregister(story.key, of: Self.one, story.gate, at: Self.now)
        #expect(changes.isEmpty)
    }

    @Test func `the end of a claim counts as its removal`() throws {
        var story = try Story()
        #expect(story.add(to: Self.one, until: WallTime(milliseconds: 999)).isEmpty)
        let changes = story.resolutions.unregister(story.key, of: Self.one, story.gate, at: Self.now)
        #expect(story.told(changes) == ["one out"])
    }

    @Test
    func `R14: a key that moves is out of one environment and in the other, and the old one's removal says nothing`()
        throws
    {
        var story = try Story()
        #expect(story.add(to: Self.one) == ["one in"])
        #expect(story.add(to: Self.two) == ["one out", "two in"])
        #expect(story.remove(from: Self.one).isEmpty)
        #expect(story.remove(from: Self.two) == ["two out"])
    }

    @Test func `a key that two claim goes back to the first when the second gives it up`() throws {
        var story = try Story()
        #expect(story.add(to: Self.one) == ["one in"])
        #expect(story.add(to: Self.two) == ["one out", "two in"])
        #expect(story.remove(from: Self.two) == ["two out", "one in"])
        #expect(story.remove(from: Self.one) == ["one out"])
    }
}
