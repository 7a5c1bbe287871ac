import Testing

@testable import Fleet

@Suite struct OpenQuestionsTests {
    @Test func `who is not answered in time is told so, and nothing of it stays`() {
        var questions = OpenQuestions()
        var answers: [String] = []
        for (name, deadline) in [("a", UInt64(10)), ("b", 20), ("c", 30)] {
            _ = questions.ask(until: deadline) { answers.append("\(name) \($0.map { "\($0)" } ?? "nothing")") }
        }
        questions.answered(2)?(true)
        questions.expire(at: 9)
        #expect(answers == ["b true"] && questions.count == 2)
        questions.expire(at: 29)
        #expect(answers == ["b true", "a nothing"] && questions.count == 1)
        #expect(questions.answered(1) == nil, "it came too late")
        questions.expire(at: 30)
        #expect(answers.last == "c nothing" && questions.count == 0)
    }
}
