import Testing

@testable import Scenario

@Suite struct SpellingTests {
    @Test(arguments: [
        ("", "", 0), ("poll", "poll", 0), ("pol", "poll", 1), ("polll", "poll", 1), ("pool", "poll", 1),
        ("plol", "poll", 1), ("replcias", "replicas", 1), ("", "abc", 3), ("kitten", "sitting", 3), ("ca", "abc", 3),
    ])
    func `a slip of the finger costs one`(left: String, right: String, distance: Int) {
        #expect(Spelling.distance(left, right) == distance)
        #expect(Spelling.distance(right, left) == distance)
    }

    @Test func `the nearest of several words is offered`() {
        #expect(Spelling.nearest(to: "redsi", in: ["redis", "reds", "rest"]) == "redis")
    }

    @Test func `a word that is far from all of them is not guessed`() {
        #expect(Spelling.nearest(to: "colour", in: ["replicas", "poll", "push"]) == nil)
        #expect(Spelling.nearest(to: "a", in: ["bcd"]) == nil)
    }
}
