/// What the language of scenarios has and this version does not perform yet.
///
/// The one list of it: removing a name here enables it, once its reader is there.
enum NotYet {
    static let sections: Set = ["http"]

    static func message(_ what: String) -> String { "\(what) is not supported by this version yet" }
}
