import Credentials
import Foundation

/// What a client asks for when it creates a key, before it is judged.
struct CreateKeyBody: Decodable, Equatable {
    var name = ""
    var description = ""
    var userPath = ""
    /// Unix milliseconds.
    var expiresAt: Int64?

    /// Why a body is not even that.
    enum Flaw: Error, Equatable {
        case contentType, json, time
        var sentence: String {
            switch self {
            case .contentType: "the body is to be application/json"
            case .json: "the body is no JSON object with the fields of a managed key"
            case .time: "expires_at: \(TimestampText.Flaw.malformed)"
            }
        }
    }

    private enum Field: String, CodingKey {
        case name, description
        case userPath = "user_path"
        case expiresAt = "expires_at"
    }

    /// - Throws: ``Flaw``. No body at all is an object without fields, and so lacks a name.
    init(_ bytes: [UInt8], contentType: String?) throws(Flaw) {
        guard !bytes.isEmpty else { return }
        guard Self.isJSON(contentType) else { throw .contentType }
        do {
            self = try JSONDecoder().decode(Self.self, from: Data(bytes))
        } catch is TimestampText.Flaw {
            throw .time
        } catch {
            throw .json
        }
    }

    /// A field that is null is not there; one that we do not know is not looked at.
    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: Field.self)
        name = try fields.decodeIfPresent(String.self, forKey: .name) ?? ""
        description = try fields.decodeIfPresent(String.self, forKey: .description) ?? ""
        userPath = try fields.decodeIfPresent(String.self, forKey: .userPath) ?? ""
        expiresAt = try fields.decodeIfPresent(String.self, forKey: .expiresAt).map(TimestampText.milliseconds)
    }

    private static func isJSON(_ contentType: String?) -> Bool {
        guard let type = contentType?.split(separator: ";", omittingEmptySubsequences: false).first else {
            return false
        }
        return type.trimmingCharacters(in: .whitespaces).lowercased() == "application/json"
    }

    /// Judged as the contract has it: a bad path before a missing name.
    func draft(now: WallTime) throws(ManagedKeyFlaw) -> ManagedKeyDraft {
        _ = try UserPath.normalized(userPath)
        guard let expiresAt else {
            return try ManagedKeyDraft(name: name, description: description, userPath: userPath, now: now)
        }
        return try ManagedKeyDraft(
            name: name, description: description, userPath: userPath, expiresAtMilliseconds: expiresAt, now: now)
    }
}
