/// When a replica has been asked so often that whatever it starts on demand has started: after 20 answers its files and
/// threads are there, after 200 the buffers of a busy one, too. Said between those as well: its links may just be away.
///
/// Said only while the prober's connection to it is open: whoever then counts the replica's descriptors takes exactly that
/// one off.
struct Warmth {
    private var answers = 0
    private var due = [20, 50, 100, 200][...]

    /// One answer more; whether it is to be said now.
    mutating func answered(isConnectionKept: Bool) -> Bool {
        answers += 1
        guard isConnectionKept, let next = due.first, answers >= next else { return false }
        due.removeFirst()
        return true
    }
}
