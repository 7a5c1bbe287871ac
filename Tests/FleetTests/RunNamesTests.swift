import History
import Testing

@testable import Fleet

@Suite struct RunNamesTests {
    private let names = RunNames(run: "beef")

    @Test func `a connection's name tells whose it is`() {
        let life = Life(ReplicaID(12), Incarnation(3))
        #expect(names.life(ofClient: "\(names.client(life)):data"[...]) == life)
        #expect(names.life(ofClient: names.client(life)[...]) == life)
    }

    @Test(arguments: ["", "operator", "kq:beef:operator", "kq:dead:r1.1:data", "kq:beef:r1", "kq:beef:rx.y:data"])
    func `the coordinator's own names and those of other runs are nobody's`(_ name: String) {
        #expect(names.life(ofClient: name[...]) == nil)
    }

    @Test func `the names in a list of clients are found, the empty ones left out`() {
        let list = "id=1 addr=127.0.0.1:5 name=kq:beef:r1.1:data age=1\nid=2 name= db=0\nid=3 name=x"
        #expect(connectionNames(inList: Array(list.utf8)) == ["kq:beef:r1.1:data", "x"])
        #expect(connectionNames(inList: []) == [])
    }
}
