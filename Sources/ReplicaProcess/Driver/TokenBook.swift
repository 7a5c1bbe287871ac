import Credentials
import History

/// The credentials that a replica asks itself about, each in its four spellings, by the number of the credential.
struct TokenBook {
    private var spellings: [[Secret]] = []
    private var verdicts: [Bool?] = []

    mutating func learn(_ token: KnownToken) {
        let index = Int(token.id.number)
        while spellings.count <= index {
            spellings.append([])
            verdicts.append(nil)
        }
        spellings[index] = KeySpellings(of: token.secret).all
    }

    func spellings(of credential: CredentialID) -> [Secret] {
        let index = Int(credential.number)
        return index < spellings.count ? spellings[index] : []
    }

    /// Remembers the latest answer; true when it is another one than before.
    mutating func isNews(_ accepted: Bool, of credential: CredentialID) -> Bool {
        let index = Int(credential.number)
        guard index < verdicts.count, verdicts[index] != accepted else { return false }
        verdicts[index] = accepted
        return true
    }
}
