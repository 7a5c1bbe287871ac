import Credentials
import ReplicaCore

extension WireWriter {
    /// With the initial access token in it: the control socket is the one way by which a replica gets secrets.
    mutating func put(_ settings: RegistrationSettings) {
        put(settings.issuer)
        for text in [
            settings.redirectURI, settings.discoveryURL, settings.registrationEndpoint, settings.authorizationEndpoint,
            settings.tokenEndpoint,
        ] {
            put(optional: text) { $0.put($1) }
        }
        put(list: settings.scopes) { $0.put($1) }
        put(list: settings.codeChallengeMethods) { $0.put($1) }
        put(optional: settings.initialAccessToken) { $0.put($1) }
        put(settings.clientName)
        put(settings.isPublicClient)
        put(settings.allowsPrivateAddresses)
        put(settings.hasServerSuppliedEndpoints)
        put(settings.claim.rawValue)
        put(settings.usesPush)
        put(settings.poll)
        put(settings.waitingPoll)
        put(settings.leaseLife)
    }
}

extension WireReader {
    mutating func takeRegistrationSettings() throws(WireError) -> RegistrationSettings {
        var settings = RegistrationSettings(issuer: try takeText())
        settings.redirectURI = try takeOptionalText()
        settings.discoveryURL = try takeOptionalText()
        settings.registrationEndpoint = try takeOptionalText()
        settings.authorizationEndpoint = try takeOptionalText()
        settings.tokenEndpoint = try takeOptionalText()
        settings.scopes = try takeTexts()
        settings.codeChallengeMethods = try takeTexts()
        settings.initialAccessToken = try takeOptional { r throws(WireError) in try r.takeSecret() }
        settings.clientName = try takeText()
        settings.isPublicClient = try takeFlag()
        settings.allowsPrivateAddresses = try takeFlag()
        settings.hasServerSuppliedEndpoints = try takeFlag()
        settings.claim = try takeWord()
        settings.usesPush = try takeFlag()
        settings.poll = try take()
        settings.waitingPoll = try take()
        settings.leaseLife = try take()
        return settings
    }

    private mutating func takeOptionalText() throws(WireError) -> String? {
        try takeOptional { r throws(WireError) in try r.takeText() }
    }

    private mutating func takeTexts() throws(WireError) -> [String] {
        try takeList { r throws(WireError) in try r.takeText() }
    }
}
