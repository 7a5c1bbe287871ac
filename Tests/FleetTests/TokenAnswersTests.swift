import History
import ReplicaProcess
import Testing

@testable import Fleet

struct TokenAnswersTests {
    @Test func `an answer reaches the order that asked for it, once`() {
        var answers = TokenAnswers()
        let (first, second) = (answers.begin(), answers.begin())
        answers.answered(TokenWorkReport(number: second, outcome: .unconfirmed))
        #expect(!answers.isAnswered(first))
        #expect(answers.isAnswered(second))
        #expect(answers.end(second) == .unconfirmed)
        #expect(answers.end(second) == nil)
        #expect(answers.end(first) == nil)
    }

    @Test func `an answer that comes too late, or that nobody asked for, is nobody's`() {
        var answers = TokenAnswers()
        let number = answers.begin()
        _ = answers.end(number)
        answers.answered(TokenWorkReport(number: number, outcome: .done))
        answers.answered(TokenWorkReport(number: 99, outcome: .done))
        #expect(!answers.isAnswered(number))
        #expect(!answers.isAnswered(99))
    }
}
