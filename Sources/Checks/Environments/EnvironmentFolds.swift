import History

/// The contents that rows of documents lead to, each computed once: a fleet that follows shares one row.
///
/// What a document does depends on the moment only by which ends have passed; so lives whose moments lie between the same
/// ends share, and one so close to an end that it may have come first or last stands alone.
struct EnvironmentFolds {
    private struct Key: Hashable {
        var environment: CredentialID
        var parent: Int
        var version: VersionStamp
        /// How many ends of the environment have passed.
        var passed: Int
        var exact: Time?
    }

    /// Of every environment before anything.
    static let nothing = 0
    private(set) var contents: [EnvironmentContent] = [.none]
    private var places: [EnvironmentContent: Int] = [.none: nothing]
    private var index: [Key: Int] = [:]
    private var ends: [CredentialID: [Time]] = [:]

    init(_ publications: [Publication]) {
        ends = Dictionary(grouping: publications, by: \.environment).mapValues { own in
            Set(own.flatMap(\.document.ends)).sorted()
        }
    }

    /// Where a document leads from a content, if it is applied now.
    mutating func next(_ parent: Int, _ publication: Publication, at now: Time, tolerance: Int64) -> Int {
        let ends = ends[publication.environment] ?? []
        let passed = ends.firstIndexReached { $0 >= now }
        let isClose =
            ends[..<passed].last.map { now - $0 <= tolerance } ?? false
            || passed < ends.count && ends[passed] != .never && ends[passed] - now <= tolerance
        let start = publication.document.isDeletion ? Self.nothing : parent
        let key = Key(
            environment: publication.environment, parent: start, version: publication.version, passed: passed,
            exact: isClose ? now : nil)
        if let known = index[key] { return known }
        let place = place(of: contents[start].after(publication.document, at: now, within: tolerance))
        index[key] = place
        return place
    }

    /// Where a document leads that is one of these, or one of which nothing is known.
    mutating func unknown(
        _ parent: Int, _ candidates: [StatedDocument], at now: Time, tolerance: Int64
    ) -> Int {
        place(of: contents[parent].unknown(candidates, at: now, within: tolerance))
    }

    /// Rows that lead to the same go on together.
    private mutating func place(of content: EnvironmentContent) -> Int {
        if let place = places[content] { return place }
        contents.append(content)
        places[content] = contents.count - 1
        return contents.count - 1
    }

    subscript(_ place: Int) -> EnvironmentContent { contents[place] }
}
