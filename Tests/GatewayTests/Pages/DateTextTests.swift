import Testing

@testable import Gateway

@Suite struct DateTextTests {
    @Test func `a date is as RFC 9110 has it`() {
        #expect(DateText.text(ofSecond: 784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
    }
}
