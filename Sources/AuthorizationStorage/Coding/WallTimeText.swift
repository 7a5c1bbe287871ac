import Credentials

/// A time in a document, in RFC 3339; no time is the first second of the year 1.
struct WallTimeText: Codable, Equatable {
    let time: WallTime?

    init(_ time: WallTime?) { self.time = time }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let reading = RFC3339.parse(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "no time")
        }
        time = reading.time
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(RFC3339.text(of: time))
    }
}

/// Unix seconds as users and identities have them: no time is the first second of the year 1.
enum UserSeconds {
    static let none: Int64 = -62_135_596_800

    static func seconds(of time: WallTime?) -> Int64 { time?.seconds ?? none }
    static func time(_ seconds: Int64) -> WallTime? { seconds == none ? nil : WallTime(seconds: seconds) }
}

/// Unix seconds as all other rows have them: no time is 0.
enum RowSeconds {
    static func seconds(of time: WallTime?) -> Int64 { time?.seconds ?? 0 }
    static func time(_ seconds: Int64) -> WallTime? { seconds == 0 ? nil : WallTime(seconds: seconds) }
}
