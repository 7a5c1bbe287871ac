import Testing

@testable import ReplicaProcess

@Suite struct HostLookupTests {
    private static let file = """
        # a comment
        127.0.0.1\tlocalhost other.test  # another
        10.1.2.3 Idp.Test idp
        ::1 idp.test
        nonsense idp.test
        fe80::1%eth0 zone.test
        192.0.2.1

        """

    @Test func `names come from the file, in its order`() {
        let names = HostLookup.parsed(Self.file)
        #expect(names["idp.test"] == ["10.1.2.3", "::1"] && names["idp"] == ["10.1.2.3"])
        #expect(names["other.test"] == ["127.0.0.1"] && names["zone.test"] == nil && names["another"] == nil)
    }

    @Test(arguments: [
        ("10.0.0.1", ["10.0.0.1"]), ("::1", ["::1"]), ("localhost", ["127.0.0.1", "::1"]),
        ("LOCALHOST", ["127.0.0.1", "::1"]), ("IDP", ["10.1.2.3"]), ("127.1", []), ("idp.test.", []), ("", []),
    ])
    func `a host that is no address and no known name has none`(_ host: String, _ addresses: [String]) {
        var lookup = HostLookup(names: HostLookup.parsed("10.1.2.3 idp"))
        let found = lookup.addresses(of: host)
        #expect(found == addresses)
    }

    @Test func `a file that is not there knows nobody`() {
        var lookup = HostLookup(path: "/nowhere/hosts")
        let (unknown, numeric) = (lookup.addresses(of: "idp.test"), lookup.addresses(of: "::1"))
        #expect(unknown.isEmpty && numeric == ["::1"])
    }
}
