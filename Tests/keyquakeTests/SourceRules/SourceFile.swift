import Foundation

/// One Swift file under Sources/, line by line, without comments and without what stands in string literals.
struct SourceFile: Sendable {
    /// From the top of the repository.
    let path: String
    let code: [String]

    /// The target that it belongs to.
    var room: String { String(path.split(separator: "/")[1]) }

    /// All of them; found from where this file was compiled.
    static let all: [SourceFile] = filesBelow("\(top)/Sources").filter { $0.hasSuffix(".swift") }.compactMap { file in
        fileBytes(file).map {
            SourceFile(path: String(file.dropFirst(top.count + 1)), text: String(decoding: $0, as: UTF8.self))
        }
    }

    /// Of the repository.
    static let top =
        "/"
        + URL(fileURLWithPath: #filePath).pathComponents.prefix { $0 != "Tests" }.dropFirst().joined(separator: "/")

    init(path: String, text: String) {
        self.path = path
        var isInText = false
        code = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let marks = line.ranges(of: "\"\"\"").count
            defer { if marks % 2 == 1 { isInText.toggle() } }
            return isInText || marks > 0 ? "" : Self.code(of: line)
        }
    }

    private static func code(of line: Substring) -> String {
        let withoutText = line.replacing(/"(\\.|[^"\\])*"/, with: "\"\"")
        return String(withoutText.prefix(upTo: withoutText.firstRange(of: "//")?.lowerBound ?? withoutText.endIndex))
    }

    /// "Sources/X/Y.swift:12: code", for each line in which the pattern is found.
    func places(of pattern: some RegexComponent) -> [String] {
        code.enumerated().filter { $0.element.contains(pattern) }.map {
            "\(path):\($0.offset + 1): \($0.element.trimmingCharacters(in: .whitespaces))"
        }
    }

    /// What it imports, with the line.
    var imports: [(module: String, line: Int)] {
        code.enumerated().compactMap { number, line in
            line.firstMatch(
                of:
                    /^(?:@\w+ +)*(?:package |public |internal |private |fileprivate )?import (?:struct |class |enum |func )?(\w+)/
            )
            .map { (String($0.1), number + 1) }
        }
    }
}
