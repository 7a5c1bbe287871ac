/// One case of `junit.xml`.
struct JUnitCase: Sendable {
    enum Result: Sendable {
        /// A note goes to the case's output.
        case passed(note: String)
        case failed(_ message: String, _ text: String)
        case skipped(_ reason: String)
    }

    let group: String
    let name: String
    let result: Result

    init(_ group: String, _ name: String, _ result: Result) {
        (self.group, self.name, self.result) = (group, name, result)
    }

    var isFailure: Bool { if case .failed = result { true } else { false } }
    var isSkipped: Bool { if case .skipped = result { true } else { false } }

    func element(inSuite suite: String) -> XMLElement {
        let attributes = [
            (name: "classname", value: "\(suite).\(group)"), (name: "name", value: name), (name: "time", value: "0"),
        ]
        switch result {
        case .passed(note: ""): return XMLElement("testcase", attributes)
        case .passed(let note):
            return XMLElement("testcase", attributes, children: [XMLElement("system-out", content: note)])
        case .failed(let message, let text):
            let failure = XMLElement(
                "failure", [(name: "message", value: message), (name: "type", value: group)], content: text)
            return XMLElement("testcase", attributes, children: [failure])
        case .skipped(let reason):
            return XMLElement(
                "testcase", attributes, children: [XMLElement("skipped", [(name: "message", value: reason)])])
        }
    }
}
