/// Sessions to JSON and back: the codec of the Redis backend, for whoever measures it.
package struct SessionCodec {
    private let codec = RecordCodec()

    package init() {}

    /// Nil for a session that no JSON can say.
    package func bytes(of session: Session) -> [UInt8]? { codec.bytes(of: SessionRecord(session)) }

    /// The session and the id of its client, nil for bytes that are none.
    package func session(from bytes: [UInt8]) -> (session: Session, clientID: String)? {
        codec.record(SessionRecord.self, from: bytes).map { ($0.session, $0.clientID) }
    }

    package func bytes(of client: RegisteredClient) -> [UInt8]? { codec.bytes(of: ClientRecord(client: client)) }

    package func client(from bytes: [UInt8]) -> RegisteredClient? {
        codec.record(ClientRecord.self, from: bytes)?.client
    }
}
