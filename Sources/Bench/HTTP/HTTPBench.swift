import Credentials
import Fleet
import Gateway
import ReplicaProcess

/// What the gate costs: requests a second to guarded routes of one replica's HTTP face beside an unguarded route of the
/// same server, asked by wrk over kept-alive connections, in turns.
package struct HTTPBench {
    package var rounds = 5
    package var seconds = 4
    package var connections = 32

    package init() {}

    package func run() throws -> BenchReport {
        var fleet = BenchFleet(replicas: 1, managedKeys: 1)
        fleet.face = GatewayServer.start
        var random = SystemRandomNumberGenerator()
        let admin = Secret.generatedAdminKey(using: &random)
        let rows = try fleet.stage { stage async throws(FleetError) in
            var order = ServingOrder(FaceConfiguration(opensBench: true))
            order.adminKey = admin
            let server = try await stage.serve(order)
            return try await measure(server, admin, stage)
        }
        return BenchReport(bench: "http", machine: machineDescription(), rows: rows, notes: [Self.note])
    }

    private static let note = """
        ratio: guarded to unguarded, round by round; at least 0.9 is asked for. redis: commands that Redis processed a
        second meanwhile, which are polls and what the harness looks at; they do not grow with the requests.
        """

    private func measure(
        _ server: StagedServer, _ admin: Secret, _ stage: FleetStage
    ) async throws(FleetError) -> [BenchRow] {
        guard await stage.makeKeys(1) == 1, let managed = stage.keyTokens.first else {
            throw FleetError(.redisUnusable, "no managed key to ask with")
        }
        let cases = [
            try HTTPCase("unguarded", path: "/bench", key: nil, stage),
            try HTTPCase("admin key on /api", path: "/api/x", key: admin, stage),
            try HTTPCase("managed key on /v1", path: "/v1/x", key: managed, stage),
        ]
        var samples = cases.map { _ in [HTTPSample]() }
        for _ in 0..<rounds {
            for (index, each) in cases.enumerated() {
                samples[index].append(try await each.sample(by: self, at: server.port, on: stage))
            }
        }
        let floor = samples[0].map(\.requests)
        return zip(cases, samples).map { each, samples in
            var row = BenchRow(each.name)
            row.add("requests/s", samples.map(\.requests))
            row.add("ratio", ratios(samples.map(\.requests), to: floor))
            row.add("redis", samples.compactMap(\.redisCommands))
            return row
        }
    }
}
