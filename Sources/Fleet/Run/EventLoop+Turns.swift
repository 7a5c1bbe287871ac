import RedisLink

extension EventLoop {
    /// As many as one turn of the loop does of something that costs some 50 µs each.
    private static var aTurn: Int { 64 }

    /// Does something for each of a whole fleet without keeping the loop from everything else meanwhile.
    func inTurns<Element>(_ elements: [Element], _ body: (Element) -> Void) async {
        for start in stride(from: 0, to: elements.count, by: Self.aTurn) {
            for element in elements[start..<min(start + Self.aTurn, elements.count)] { body(element) }
            if start + Self.aTurn < elements.count { await sleep(nanoseconds: 0) }
        }
    }
}
