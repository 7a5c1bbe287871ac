import Credentials
import History

/// The credentials that a replica asks itself about, each in its four spellings, by the number of the credential.
struct TokenBook {
    private var spellings: [[Secret]] = []

    mutating func learn(_ token: KnownToken) {
        let index = Int(token.id.number)
        while spellings.count <= index { spellings.append([]) }
        spellings[index] = KeySpellings(of: token.secret).all
    }

    func spellings(of credential: CredentialID) -> [Secret] {
        let index = Int(credential.number)
        return index < spellings.count ? spellings[index] : []
    }
}
