import Credentials
import Doubles
import RedisFixture

extension EnvironmentDocument {
    /// Keys by their texts; `grace` is the SDK key that is to live on, and until when.
    static func of(
        _ id: String, sdk: String, mobile: String? = nil, grace: (String, WallTime)? = nil,
        additional: [(String, WallTime?)] = []
    ) throws -> EnvironmentDocument {
        guard let id = EnvironmentID(text: id) else { throw FixtureError("a test names its environments") }
        let notice = grace.flatMap { text, end in SDKKey(text: text).map { GraceNotice(key: $0, end: end) } }
        let keys = additional.compactMap { text, end in SDKKey(text: text).map { (key: $0, end: end) } }
        return EnvironmentDocument(
            id: id, version: .zero,
            sdk: KeyOrders(primary: SDKKey(text: sdk), grace: notice, additional: AdditionalKeys(keys)),
            mobile: KeyOrders(primary: mobile.flatMap { MobileKey(text: $0) }))
    }
}

extension UpstreamDouble {
    /// Knows these keys from now on, at any time.
    func know(_ keys: [(UInt32, String)]) {
        learn(keys.map { UpstreamKey(number: $0.0, secret: Secret(text: $0.1)) })
    }
}
