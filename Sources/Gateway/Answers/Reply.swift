import HTTPTypes
import NIOCore

/// One answer, whole.
struct Reply: Sendable {
    let status: HTTPResponse.Status
    let contentType: String
    let body: ByteBuffer
    /// Beside those that every answer has.
    var more: [HTTPField] = []
    var date = ""

    init(_ status: HTTPResponse.Status, _ contentType: String, _ body: ByteBuffer) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }

    init(_ status: HTTPResponse.Status, json: String) {
        self.init(status, "application/json", ByteBuffer(string: json))
    }

    init(_ status: HTTPResponse.Status, json bytes: [UInt8]) {
        self.init(status, "application/json", ByteBuffer(bytes: bytes))
    }

    init(_ status: HTTPResponse.Status, json: ByteBuffer) { self.init(status, "application/json", json) }

    /// 204: neither a body nor its length.
    static let noContent = Reply(.noContent, "", ByteBuffer())

    func with(_ name: HTTPField.Name, _ value: String) -> Reply {
        var reply = self
        reply.more.append(HTTPField(name: name, value: value))
        return reply
    }

    var head: HTTPResponse {
        var fields = HTTPFields()
        fields.reserveCapacity(5 + more.count)
        if !date.isEmpty { fields.append(HTTPField(name: .date, value: date)) }
        if status != .noContent {
            fields.append(HTTPField(name: .contentType, value: contentType))
            fields.append(HTTPField(name: .contentLength, value: String(body.readableBytes)))
        }
        fields.append(contentsOf: more)
        return HTTPResponse(status: status, headerFields: fields)
    }
}
