import Credentials
import FoundationEssentials
import ReplicaCore

/// How a client proves at its token endpoint that it is one (RFC 6749 section 4.4), by the method that it registered with.
enum TokenCall {
    static let timeLimit: UInt64 = 10_000_000_000

    static func call(_ registration: Registration, at url: String, mayBePrivate: Bool) -> HTTPCall {
        var call = HTTPCall(method: .post, url: url, timeLimit: timeLimit, mayBePrivate: mayBePrivate)
        call.bodyType = "application/x-www-form-urlencoded"
        var fields = [(name: "grant_type", value: Array("client_credentials".utf8))]
        switch (ClientAuthMethod(rawValue: registration.authMethod) ?? .basic, registration.clientSecret) {
        case (.basic, let secret?): call.proof = .basic(user: registration.clientID, secret)
        case (.post, let secret?):
            fields += [("client_id", Array(registration.clientID.utf8)), ("client_secret", secret.withBytes { $0 })]
        case (.none, _), (_, nil): fields.append(("client_id", Array(registration.clientID.utf8)))
        }
        call.body = FormText.body(fields)
        return call
    }

    private struct Complaint: Decodable { var error: String? }

    static func use(_ answer: HTTPClient.Answer) -> RegistrationUse {
        switch answer {
        case .failure: .unanswered
        case .success(let response) where (200...299).contains(response.status): .accepted
        case .success(let response): isInvalidClient(response) ? .refused : .failed
        }
    }

    /// RFC 6749 section 5.2: 401, or 400 from servers that keep to the letter less.
    private static func isInvalidClient(_ response: RegistrationResponse) -> Bool {
        guard [400, 401].contains(response.status) else { return false }
        let complaint = try? JSONDecoder().decode(Complaint.self, from: Data(response.body))  // no JSON: no complaint
        return complaint?.error == "invalid_client"
    }
}
