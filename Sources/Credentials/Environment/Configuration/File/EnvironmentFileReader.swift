/// Reads a configuration file line by line; goes on behind what is wrong, so that all of it is found.
struct EnvironmentFileReader {
    private(set) var drafts: [EnvironmentDraft] = []
    private(set) var cleanup: CleanupInterval?
    private(set) var findings: [EnvironmentFileFinding] = []
    private var section = Section.none
    private var line = 0

    private enum Section {
        case none, main
        /// The place of its draft.
        case environment(Int)
        /// One that is wrong: what stands in it is not looked at.
        case skipped
    }

    mutating func take(_ text: Substring) {
        line += 1
        switch ConfigurationLine(text) {
        case .nothing: break
        case .malformed: find(.malformed)
        case .section(let word, let name): begin(word.lowercased(), name)
        case .field(let word, let value): set(word.lowercased(), to: value)
        }
    }

    private mutating func begin(_ word: String, _ name: String?) {
        section = .skipped
        switch (word, name) {
        case ("main", nil): section = .main
        case ("environment", let name?) where EnvironmentDraft.isName(name): section = .environment(place(of: name))
        case ("environment", _): find(.environmentName)
        default: find(.unknownSection)
        }
    }

    /// A section that comes again goes on with the environment.
    private mutating func place(of name: String) -> Int {
        if let place = drafts.firstIndex(where: { $0.name == name }) { return place }
        drafts.append(EnvironmentDraft(name: name))
        return drafts.count - 1
    }

    private mutating func set(_ word: String, to value: String) {
        switch section {
        case .none: find(.outsideSection)
        case .skipped: break
        case .main: word == "expiredcredentialcleanupinterval" ? setCleanup(value) : find(.unknownMainField)
        case .environment(let place):
            if let problem = drafts[place].set(word, to: value) { find(problem) }
        }
    }

    private mutating func setCleanup(_ text: String) {
        if cleanup != nil { find(.repeatedField) }
        cleanup = CleanupInterval(text: text)
        if cleanup == nil { find(.cleanup) }
    }

    private mutating func find(_ problem: EnvironmentFileFinding.Problem) {
        findings.append(EnvironmentFileFinding(line: line, problem: problem))
    }
}

/// One environment as far as it was read.
struct EnvironmentDraft {
    let name: String
    private var sdkKey: String?
    private var mobileKey: String?
    private var id: String?
    private var sdkLists: [String] = []
    private var mobileLists: [String] = []
    private(set) var isOffline: Bool?

    init(name: String) { self.name = name }

    /// Status pages, logs and names of variables hold it.
    static func isName(_ name: String) -> Bool {
        (1...128).contains(name.utf8.count) && name.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    var settings: EnvironmentSettings {
        EnvironmentSettings(
            name: name, sdkKey: Secret(text: sdkKey ?? ""), mobileKey: Secret(text: mobileKey ?? ""),
            environmentID: id ?? "", additionalSDKKeys: EnvironmentSettings.list(lines: sdkLists),
            additionalMobileKeys: EnvironmentSettings.list(lines: mobileLists))
    }

    /// Returns what is wrong with it.
    mutating func set(_ word: String, to value: String) -> EnvironmentFileFinding.Problem? {
        switch word {
        case "sdkkey": return Self.say(value, &sdkKey)
        case "mobilekey": return Self.say(value, &mobileKey)
        case "envid": return Self.say(value, &id)
        case "additionalsdkkeys": sdkLists.append(value)
        case "additionalmobilekeys": mobileLists.append(value)
        case "offline": return setOffline(value.lowercased())
        default: return .unknownField
        }
        return nil
    }

    private static func say(_ value: String, _ field: inout String?) -> EnvironmentFileFinding.Problem? {
        guard field == nil else { return .repeatedField }
        field = value
        return nil
    }

    private mutating func setOffline(_ text: String) -> EnvironmentFileFinding.Problem? {
        guard ["true", "false"].contains(text) else { return .flag }
        guard isOffline == nil else { return .repeatedField }
        isOffline = text == "true"
        return nil
    }
}
