/// Questions to replicas that wait for their answers, each until its deadline: the dead do not answer.
struct OpenQuestions {
    typealias Answer = (Bool?) -> Void

    private struct Question {
        let deadline: UInt64
        let done: Answer
    }

    private var open: [UInt32: Question] = [:]
    private var next: UInt32 = 1
    /// All numbers before it are settled. Deadlines rise with the numbers.
    private var oldest: UInt32 = 1

    var count: Int { open.count }

    /// The number of the question.
    mutating func ask(until deadline: UInt64, _ done: @escaping Answer) -> UInt32 {
        defer { next += 1 }
        open[next] = Question(deadline: deadline, done: done)
        return next
    }

    /// Whom to tell; nil for an answer that came too late.
    mutating func answered(_ number: UInt32) -> Answer? { open.removeValue(forKey: number)?.done }

    /// Tells those whose deadline has passed that there is no answer.
    mutating func expire(at now: UInt64) {
        while oldest < next {
            if let question = open[oldest] {
                guard question.deadline <= now else { return }
                open[oldest] = nil
                question.done(nil)
            }
            oldest += 1
        }
    }
}
