import Credentials
import Testing

@testable import Fleet
@testable import Scenario

/// What each step makes of a document, one kind of keys at a time.
@Suite struct KeyChangeTests {
    private static let now = WallTime(milliseconds: 1_000_000)
    private static let second: UInt64 = 1_000_000_000

    private static func key(_ number: Int) throws -> SDKKey { try #require(SDKKey(text: "sdk-key-number-\(number)")) }
    private static func keys(_ numbers: Int...) throws -> [SDKKey] { try numbers.map { try key($0) } }
    private static func at(_ seconds: Int64) -> WallTime { WallTime(milliseconds: now.milliseconds + 1_000 * seconds) }

    /// An owner's state, as a rotator that saw the documents holds it.
    private final class Owner {
        var orders: KeyOrders<SDKKey>
        var rotator: CredentialRotator
        var former: [SDKKey] = []

        init(_ orders: KeyOrders<SDKKey>) {
            self.orders = orders
            rotator = CredentialRotator(at: now)
            say()
        }

        func say() {
            rotator.rotateSDKKey(to: orders.primary, grace: orders.grace, at: now)
            rotator.setAdditionalSDKKeys(orders.additional, at: now)
        }

        func make(_ change: some KeyChange, fresh: [SDKKey] = [], at time: WallTime = now) -> Bool {
            let before = orders.primary
            let known = KnownKeys(held: rotator.snapshot().sdk, former: former)
            guard change.apply(to: &orders, known: known, fresh: fresh, at: time) else { return false }
            if let before, before != orders.primary { former.append(before) }
            say()
            return true
        }
    }

    private static func owner(primary: Int = 0, additional: AdditionalKeys<SDKKey> = .none) throws -> Owner {
        Owner(KeyOrders(primary: try key(primary), additional: additional))
    }

    @Test func `a rotation without a grace names nobody, with one the primary before`() throws {
        let owner = try Self.owner()
        #expect(try owner.make(RotateEnvironmentKey(kind: .sdk), fresh: Self.keys(1)))
        #expect(try owner.orders == KeyOrders(primary: Self.key(1)))
        #expect(try owner.make(RotateEnvironmentKey(kind: .sdk, grace: .lasting(2 * Self.second)), fresh: Self.keys(2)))
        #expect(try owner.orders.grace == GraceNotice(key: Self.key(1), end: Self.at(2)))
    }

    @Test func `a notice that is past ends before any clock of the run`() throws {
        let owner = try Self.owner()
        #expect(try owner.make(RotateEnvironmentKey(kind: .sdk, grace: .past), fresh: Self.keys(1)))
        #expect(try owner.orders.grace == GraceNotice(key: Self.key(0), end: Self.at(-60)))
        #expect(try owner.rotator.snapshot().sdk.accepted == Self.keys(1))
    }

    @Test func `an additional key that becomes the grace key leaves its list`() throws {
        let owner = try Self.owner(additional: AdditionalKeys(active: try Self.keys(5, 6)))
        let step = RotateEnvironmentKey(kind: .sdk, grace: .lasting(Self.second), predecessor: .additional)
        #expect(try owner.make(step, fresh: Self.keys(1)))
        #expect(try owner.orders.grace == GraceNotice(key: Self.key(5), end: Self.at(1)))
        #expect(try owner.orders.additional.active == Self.keys(6))
    }

    @Test func `the first key of a kind comes where there is none, and only there`() throws {
        let first = RotateEnvironmentKey(kind: .sdk, new: .first)
        let empty = Owner(KeyOrders())
        #expect(try !empty.make(RotateEnvironmentKey(kind: .sdk), fresh: Self.keys(1)))
        #expect(try empty.make(first, fresh: Self.keys(1)))
        #expect(try empty.orders == KeyOrders(primary: Self.key(1)))
        #expect(try !empty.make(first, fresh: Self.keys(2)))
    }

    @Test(arguments: [
        // active, ending; what is listed; what remains active, and what gets an end
        (1, 0, [10, 11], [20], [10], []), (3, 0, [10, 11], [20], [10, 11, 20], []),
        (2, 1, [10], [20, 21], [10, 20], [21]), (0, 2, [10], [20], [], [20, 10]),
        (1, 2, [10], [], [10], [1, 2]), (0, 0, [10, 11], [20], [], []),
    ])
    func `a list keeps its own, then takes the other's, then new ones`(
        active: Int, ending: Int, lasting: [Int], passing: [Int], keeps: [Int], ends: [Int]
    ) throws {
        let listed = AdditionalKeys(
            try lasting.map { (try Self.key($0), nil) } + passing.map { (try Self.key($0), Self.at(9)) })
        let owner = try Self.owner(additional: listed)
        let step = SetAdditionalKeys(
            active: active, ending: ending == 0 ? nil : EndingAdditionalKeys(count: ending, after: 2 * Self.second))
        #expect(try owner.make(step, fresh: Self.keys(1, 2, 3)))
        let kept = try keeps.map { try Self.key($0) }
        let ending = try ends.map { EndingKey(key: try Self.key($0), end: Self.at(2)) }
        #expect(owner.orders.additional.active == kept)
        #expect(owner.orders.additional.expiring == ending)
    }

    @Test func `what has ended is listed no more`() throws {
        let listed = AdditionalKeys([(key: try Self.key(10), end: Self.at(1)), (key: try Self.key(11), end: nil)])
        let owner = try Self.owner(additional: listed)
        #expect(try owner.make(RotateEnvironmentKey(kind: .sdk), fresh: Self.keys(1), at: Self.at(2)))
        #expect(try owner.orders.additional == AdditionalKeys(active: Self.keys(11)))
    }

    @Test func `the primary or the predecessor is listed by mistake, with an end or without`() throws {
        let owner = try Self.owner()
        #expect(!owner.make(SetAdditionalKeys(also: .predecessor)))
        #expect(owner.make(SetAdditionalKeys(also: .primary, alsoAfter: Self.second)))
        #expect(try owner.orders.additional.expiring == [EndingKey(key: Self.key(0), end: Self.at(1))])
        #expect(try owner.make(RotateEnvironmentKey(kind: .sdk, grace: .lasting(4 * Self.second)), fresh: Self.keys(1)))
        #expect(owner.make(SetAdditionalKeys(also: .predecessor)))
        #expect(try owner.orders.additional.active == Self.keys(0))
    }

    @Test(arguments: [(PromoteAdditional.Which.active, 10), (.ending, 20)])
    func `a promoted key leaves its list`(which: PromoteAdditional.Which, promoted: Int) throws {
        let listed = AdditionalKeys([(key: try Self.key(10), end: nil), (key: try Self.key(20), end: Self.at(9))])
        let owner = try Self.owner(additional: listed)
        #expect(owner.make(PromoteAdditional(which: which, grace: .lasting(Self.second))))
        #expect(try owner.orders.primary == Self.key(promoted))
        #expect(try owner.orders.grace == GraceNotice(key: Self.key(0), end: Self.at(1)))
        #expect(owner.orders.additional.active.count + owner.orders.additional.expiring.count == 1)
        #expect(try !owner.orders.additional.active.contains(Self.key(promoted)))
    }

    @Test func `there is a way back to the predecessor that lives longest`() throws {
        let owner = try Self.owner()
        #expect(!owner.make(RotateBack()))
        #expect(try owner.make(RotateEnvironmentKey(kind: .sdk, grace: .lasting(9 * Self.second)), fresh: Self.keys(1)))
        #expect(try owner.make(RotateEnvironmentKey(kind: .sdk, grace: .lasting(2 * Self.second)), fresh: Self.keys(2)))
        #expect(owner.make(RotateBack(grace: .lasting(Self.second))))
        #expect(try owner.orders.primary == Self.key(0))
        #expect(try owner.orders.grace == GraceNotice(key: Self.key(2), end: Self.at(1)))
        #expect(!owner.make(RotateBack(), at: Self.at(3)))
    }

    @Test func `and one to the key that was revoked last`() throws {
        let owner = try Self.owner()
        #expect(!owner.make(RotateBack(which: .revoked)))
        #expect(try owner.make(RotateEnvironmentKey(kind: .sdk), fresh: Self.keys(1)))
        #expect(try owner.make(RotateEnvironmentKey(kind: .sdk, grace: .lasting(Self.second)), fresh: Self.keys(2)))
        #expect(owner.make(RotateBack(which: .revoked)))
        #expect(try owner.orders.primary == Self.key(0))
    }

    @Test func `a stale notice is the one that was said before`() throws {
        let owner = try Self.owner()
        #expect(try !owner.make(StaleNotice(), fresh: Self.keys(1)))
        #expect(try owner.make(RotateEnvironmentKey(kind: .sdk, grace: .lasting(Self.second)), fresh: Self.keys(1)))
        let notice = owner.orders.grace
        #expect(try owner.make(StaleNotice(), fresh: Self.keys(2)))
        #expect(owner.orders.grace == notice)
        #expect(try owner.orders.primary == Self.key(2))
    }

    @Test(arguments: [(false, 0), (true, 1)])
    func `a notice can name the primary itself`(swaps: Bool, primary: Int) throws {
        let owner = try Self.owner()
        #expect(try owner.make(SelfRotation(grace: Self.second, swaps: swaps), fresh: swaps ? Self.keys(1) : []))
        let named = try Self.key(primary)
        #expect(owner.orders == KeyOrders(primary: named, grace: GraceNotice(key: named, end: Self.at(1))))
        #expect(owner.rotator.snapshot().sdk.accepted == [named])
    }

    @Test func `an environment arrives with all that was asked for`() throws {
        let arrival = Arrival(
            additional: 2, predecessor: Self.second, ending: EndingAdditionalKeys(count: 1, after: 2 * Self.second))
        #expect(arrival.draws == 5)
        let owner = Owner(KeyOrders())
        #expect(try !owner.make(arrival, fresh: Self.keys(1, 2, 3, 4)))
        #expect(try owner.make(arrival, fresh: Self.keys(1, 2, 3, 4, 5)))
        let entries: [(key: SDKKey, end: WallTime?)] = [
            (try Self.key(2), nil), (try Self.key(3), nil), (try Self.key(5), Self.at(2)),
        ]
        let expected = KeyOrders(
            primary: try Self.key(1), grace: GraceNotice(key: try Self.key(4), end: Self.at(1)),
            additional: AdditionalKeys(entries))
        #expect(owner.orders == expected)
    }

    @Test func `ends are whole milliseconds, as documents have them`() {
        let now = WallTime(nanoseconds: 1_234_567_891)
        #expect(now.end(after: 1_000_000) == WallTime(milliseconds: 1_235))
    }
}
