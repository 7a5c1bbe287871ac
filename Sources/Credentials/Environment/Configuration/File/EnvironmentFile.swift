/// A configuration file of environments (specs/environment-credentials.md, section 11). Names of sections and fields may
/// be written in any case; each line of a list adds to those above it, and may itself be separated by commas.
///
/// ```ini
/// [Main]
/// expiredCredentialCleanupInterval = 1m
///
/// [Environment "shop"]
/// sdkKey = sdk-...
/// mobileKey = mob-...
/// envId = shop-1
/// additionalSdkKeys = sdk-..., sdk-...
/// offline = false                       ; true: it has no upstream
/// ```
package struct EnvironmentFile: Equatable, Sendable {
    /// In the order of the file; not yet checked against each other, see ``EnvironmentSettings/findings``.
    package let environments: [EnvironmentSettings]
    /// Names of those that have no upstream.
    package let offline: Set<String>
    /// Nil when the file does not say.
    package let cleanup: CleanupInterval?

    /// - Throws: everything that is wrong, all at once, by lines and never by what stands there.
    package init(_ text: String) throws(EnvironmentFileFindings) {
        var reader = EnvironmentFileReader()
        let text = text.unicodeScalars.first == "\u{FEFF}" ? String(text.unicodeScalars.dropFirst()) : text
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) { reader.take(line) }
        guard reader.findings.isEmpty else { throw EnvironmentFileFindings(all: reader.findings) }
        environments = reader.drafts.map(\.settings)
        offline = Set(reader.drafts.filter { $0.isOffline == true }.map(\.name))
        cleanup = reader.cleanup
    }
}

/// What is wrong with one line of a configuration file.
package struct EnvironmentFileFinding: Equatable, Sendable, CustomStringConvertible {
    package enum Problem: String, Equatable, Sendable {
        case malformed = "is neither [Section], field = value nor a comment"
        case unknownSection = #"names no section that there is: [Main] and [Environment "name"]"#
        case environmentName = #"names no environment: [Environment "name"], of 1 to 128 visible ASCII characters"#
        case outsideSection = "stands before the first section"
        case unknownMainField = "has no field of [Main]: expiredCredentialCleanupInterval"
        case unknownField =
            "has no field of an environment: sdkKey, mobileKey, envId, additionalSdkKeys, additionalMobileKeys, offline"
        case repeatedField = "says again what can be said once"
        case cleanup = "is no interval: 100ms at the least, such as 250ms, 30s, 1m30s"
        case flag = "is neither true nor false"
    }

    /// Counted from 1.
    package let line: Int
    package let problem: Problem

    package var description: String { "\(line): this line \(problem.rawValue)" }
}

/// Everything that is wrong with a configuration file, in the order of its lines.
package struct EnvironmentFileFindings: Error, Equatable, Sendable {
    package let all: [EnvironmentFileFinding]
}
