import Credentials
import Fleet

/// What one run of wrk found.
struct HTTPSample {
    /// A second.
    let requests: Double
    /// A second; nil when Redis could not be asked.
    let redisCommands: Double?
}

/// One route, and the key that it is asked with.
struct HTTPCase {
    let name: String
    private let path: String
    /// A script for wrk, because an argument is everybody's to read.
    private let script: String?

    init(_ name: String, path: String, key: Secret?, _ stage: FleetStage) throws(FleetError) {
        self.name = name
        self.path = path
        guard let key else {
            script = nil
            return
        }
        let header = key.withBytes { Array("wrk.headers[\"Authorization\"] = \"Bearer ".utf8) + $0 + Array("\"".utf8) }
        let file = name.filter { $0.isLetter }
        script = try stage.writeSecret(Secret(bytes: header), to: "\(file).lua")
    }

    func sample(by bench: HTTPBench, at port: UInt16, on stage: FleetStage) async throws(FleetError) -> HTTPSample {
        let before = await stage.redisCommands()
        let output = try run(bench, "http://127.0.0.1:\(port)\(path)")
        let after = await stage.redisCommands()
        guard let requests = Self.requests(in: output) else {
            throw FleetError(.system, "wrk said of \(path): \(output)")
        }
        let commands = before.flatMap { before in after.map { Double($0 - before) / Double(bench.seconds) } }
        return HTTPSample(requests: requests, redisCommands: commands)
    }

    private func run(_ bench: HTTPBench, _ url: String) throws(FleetError) -> String {
        guard let wrk = ProgramOutput.find("wrk") else {
            throw FleetError(.system, "wrk is not on PATH: apt-get install wrk")
        }
        let (connections, span) = ("-c\(bench.connections)", "-d\(bench.seconds)s")
        let output =
            if let script {
                ProgramOutput.of(wrk, "-t1", connections, span, "-s", script, url)
            } else {
                ProgramOutput.of(wrk, "-t1", connections, span, url)
            }
        guard let output else { throw FleetError(.system, "\(wrk) cannot be started") }
        return output
    }

    /// Nil when there was an answer that is none, or a broken connection: then the rate means something else.
    static func requests(in output: String) -> Double? {
        guard !output.contains("Non-2xx"), !output.contains("Socket errors") else { return nil }
        let line = output.split(separator: "\n").first { $0.hasPrefix("Requests/sec:") }
        return line?.split { $0 == " " || $0 == ":" }.last.flatMap { Double($0) }
    }
}
