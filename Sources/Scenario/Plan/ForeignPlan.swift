/// A fleet of somebody else's programs: how one is started, and how it is asked.
package struct ForeignPlan: Equatable, Sendable {
    /// The program, found on PATH or beside the scenario, and its arguments; without a secret.
    package var command: [TextTemplate]
    /// What it gets beside PATH, HOME and a locale; where secrets may be put on purpose.
    package var environment: [Variable] = []
    /// Of `http://127.0.0.1:{port}`: what a caller asks for, with a key; never a secret itself.
    package var probePath: TextTemplate
    /// What answers when it may be asked for decisions; nil: the probed path does.
    package var readyPath: TextTemplate?
    package var header = KeyHeader.bearer

    package struct Variable: Equatable, Sendable {
        package var name: String
        package var value: TextTemplate
    }

    package init(command: [TextTemplate], probePath: TextTemplate) {
        self.command = command
        self.probePath = probePath
    }
}

/// The header that a key is presented in: what stands before and behind it.
package struct KeyHeader: Equatable, Sendable {
    package var name: String
    package var before: String
    package var after: String

    package init(name: String, before: String, after: String) {
        self.name = name
        self.before = before
        self.after = after
    }

    package static let bearer = KeyHeader(name: "Authorization", before: "Bearer ", after: "")
}
