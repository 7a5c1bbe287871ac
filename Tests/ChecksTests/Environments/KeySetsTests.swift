@testable import Checks
import History
import Testing

/// The model of what a document does, decision by decision of section 0 and section 4 of the contract.
struct KeySetsTests {
    private static let (a, b, c) = (CredentialID(1), CredentialID(2), CredentialID(3))
    private let a = Self.a
    private let b = Self.b
    private let c = Self.c

    /// Documents as (at, keys), one after the other.
    private func keys(_ documents: [(Time, StatedKeys)]) -> KeySets {
        documents.reduce(into: KeySets()) { $0.take($1.1, at: $1.0, within: 0) }
    }

    private func stated(
        _ primary: CredentialID?, grace: (CredentialID, Time)? = nil, active: [CredentialID] = [],
        ending: [(CredentialID, Time)] = []
    ) -> StatedKeys {
        StatedKeys(
            primary: primary, grace: grace.map { .init(key: $0.0, end: $0.1) }, active: active,
            ending: ending.map { .init(key: $0.0, end: $0.1) })
    }

    @Test func `a rotation without a grace ends the old primary`() {
        #expect(keys([(0, stated(a)), (10, stated(b))]).ends == [b: .never])
    }

    @Test func `with a grace it lives until its end, which is inclusive`() {
        let rotated: [(Time, StatedKeys)] = [(0, stated(a)), (10, stated(b, grace: (a, 50)))]
        #expect(keys(rotated).ends == [b: .never, a: 50])
        #expect(keys(rotated).acting == [b: .never, a: 50])
        #expect(keys(rotated + [(50, stated(b, grace: (a, 50)))]).ends == [b: .never, a: 50])
        #expect(keys(rotated + [(51, stated(b, grace: (a, 50)))]).ends == [b: .never])
    }

    @Test func `the first end of a grace counts, the last one of an additional key`() {
        #expect(keys([(0, stated(a)), (1, stated(b, grace: (a, 50))), (2, stated(b, grace: (a, 90)))]).ends[a] == 50)
        #expect(keys([(0, stated(a, ending: [(b, 50)])), (1, stated(a, ending: [(b, 90)]))]).ends[b] == 90)
    }

    @Test func `who rotates back is primary and nothing else`() {
        let back = keys([(0, stated(a)), (1, stated(b, grace: (a, 50))), (2, stated(a, grace: (b, 70)))])
        #expect(back.ends == [a: .never, b: 70])
        #expect(back.role(of: a) == .primary)
    }

    /// Past, of the new primary, stale, of a third key.
    @Test(arguments: [(Self.a, 5), (Self.b, 90), (Self.c, 40)] as [(CredentialID, Time)])
    func `a notice that does not cover the old primary leaves it to die`(_ named: CredentialID, _ end: Time) {
        let before = stated(a, grace: (c, 40))
        #expect(keys([(0, before), (10, stated(b, grace: (named, end)))]).ends[a] == nil)
    }

    @Test func `a notice of a third key makes that one a predecessor`() {
        let sets = keys([(0, stated(a, active: [c])), (10, stated(b, grace: (c, 60)))])
        #expect(sets.ends == [b: .never, c: 60])
        #expect(sets.role(of: c) == .predecessor)
    }

    @Test func `without a primary neither rotation nor notice is heard`() {
        #expect(keys([(0, stated(nil, grace: (a, 50)))]).ends == [:])
        #expect(keys([(0, stated(a)), (1, stated(nil, grace: (b, 50)))]).ends == [a: .never])
    }

    @Test func `what a list omits dies, and a list touches neither primary nor who is in grace`() {
        #expect(keys([(0, stated(a, active: [b], ending: [(c, 90)])), (1, stated(a))]).ends == [a: .never])
        let listed = keys([(0, stated(a)), (1, stated(b, grace: (a, 50), active: [a, b], ending: [(b, 9)]))])
        #expect(listed.ends == [b: .never, a: 50])
    }

    @Test func `a promoted additional key leaves its list, and its old end is dead`() {
        let sets = keys([(0, stated(a, ending: [(b, 50)])), (1, stated(b, ending: [(b, 50)]))])
        #expect(sets.ends == [b: .never])
    }

    @Test func `an additional key whose end is past is not accepted at all`() {
        #expect(keys([(10, stated(a, ending: [(b, 9)]))]).ends == [a: .never])
    }

    @Test func `keys that swap roles are both accepted`() {
        let sets = keys([(0, stated(a, active: [b])), (1, stated(b, active: [a]))])
        #expect(sets.ends == [a: .never, b: .never])
        #expect(sets.acting == [b: .never])
    }

    @Test func `a grace that ends at the moment of a notice leaves it open what becomes of the key`() {
        var sets = KeySets()
        sets.take(stated(a), at: 0, within: 2)
        sets.take(stated(b, grace: (a, 50)), at: 10, within: 2)
        sets.take(stated(b, grace: (a, 90)), at: 51, within: 2)
        #expect(sets.doubtful == [a])
        sets.take(stated(a), at: 60, within: 2)
        #expect(sets.doubtful == [])
    }

    @Test func `a key that is listed with an end and without ends, and the first end counts`() {
        var document = DocumentOperation(
            0, .publishDocument, CredentialID(0), invoked: 0,
            [
                Statement(credential: a, role: .additional, end: .never),
                Statement(credential: a, role: .ending, end: 7),
                Statement(credential: a, role: .ending, end: 5), Statement(credential: b, role: .ending, end: 3),
                Statement(credential: b, role: .additional, end: .never),
            ])
        document?.outcome = .ok
        var model = RunModel()
        model.credentials = (0..<4).map {
            NamedCredential(id: CredentialID($0), kind: .sdkKey, fingerprint: .none, origin: .fresh)
        }
        let keys = document.map { StatedDocument($0, model).sdk }
        #expect(keys?.active == [])
        #expect(keys?.ending == [.init(key: a, end: 7), .init(key: b, end: 3)])
    }
}
