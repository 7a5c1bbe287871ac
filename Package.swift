// swift-tools-version: 6.2
import PackageDescription

/// Async functions stay on the caller's executor, which in a replica is its one loop.
let settings: [SwiftSetting] = [
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("ExistentialAny"),
    .treatAllWarnings(as: .error),
]

/// One room of DESIGN.md: a target under Sources/.
func room(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// The tests of one room; `more` names what they need beyond the room itself.
func tests(of name: String, _ more: [Target.Dependency] = []) -> Target {
    .testTarget(name: "\(name)Tests", dependencies: [.byName(name: name)] + more, swiftSettings: settings)
}

let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let deques = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let heaps = Target.Dependency.product(name: "HeapModule", package: "swift-collections")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let histogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
/// All that the HTTP face imports, by name: what a dependency happens to bring along may go with its next version.
let server: [Target.Dependency] = [
    .product(name: "HummingbirdCore", package: "hummingbird"),
    .product(name: "HTTPTypes", package: "swift-http-types"),
    .product(name: "Logging", package: "swift-log"),
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOHTTP1", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
]

let package = Package(
    name: "keyquake",
    products: [
        .executable(name: "keyquake", targets: ["keyquake"]),
        .library(name: "Credentials", targets: ["Credentials"]),
        .library(name: "RedisLink", targets: ["RedisLink"]),
        .library(name: "AuthorizationStorage", targets: ["AuthorizationStorage"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),  // the command line
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),  // deques and heaps of the loop
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),  // SHA-256, HMAC
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),  // scenarios, with line and column
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),  // latency, .hgrm files
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),  // the HTTP face's server
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),  // its event loop and channels
        .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.34.1"),  // HTTP types in a channel
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0", traits: []),  // its requests
        .package(url: "https://github.com/apple/swift-log.git", from: "1.14.0"),  // a silent one for the server
    ],
    targets: [
        .systemLibrary(name: "CHiredis", providers: [.apt(["libhiredis-dev"])]),
        .systemLibrary(name: "CLibuv", providers: [.apt(["libuv1-dev"])]),
        .target(name: "CCurl", linkerSettings: [.linkedLibrary("dl")]),
        .target(name: "CPosix"),
        .target(name: "CAllocations"),
        .target(name: "CJSON"),  // RapidJSON: of C++, the headers of Debian's rapidjson-dev

        room("Credentials", [crypto, "CJSON"]),
        room("History", []),
        room("HistoryLog", ["History", "CPosix"]),
        room("ReplicaCore", ["Credentials", "History"]),
        room("RedisLink", ["CHiredis", "CLibuv", crypto, deques]),
        room("Stores", ["RedisLink", "Credentials"]),
        room("AuthorizationStorage", ["RedisLink", "Credentials", crypto]),
        room("Operator", ["Stores"]),  // what the operator commands do, without a command line
        room(
            "ReplicaProcess",
            ["ReplicaCore", "Stores", "AuthorizationStorage", "HistoryLog", "CLibuv", "CCurl", "CPosix"]),
        // The only room that sees an HTTP server's library.
        room("Gateway", ["ReplicaProcess", "ReplicaCore", "Stores", "Credentials"] + server),
        room("Scenario", [yams]),
        room("Doubles", ["ReplicaProcess", "Credentials", "CLibuv", "CPosix", deques]),
        room(
            "Fleet",
            ["Scenario", "ReplicaProcess", "Doubles", "Stores", "AuthorizationStorage", "HistoryLog", "CPosix"]),
        room("Checks", ["HistoryLog", "Scenario", histogram]),
        room("Report", ["Checks", histogram]),
        room(
            "Bench",
            ["Fleet", "Doubles", "Checks", "Report", "AuthorizationStorage", "Gateway", "CHiredis", "CAllocations"]),
        .executableTarget(
            name: "keyquake", dependencies: ["Fleet", "Checks", "Report", "Bench", "Operator", "Gateway", arguments],
            swiftSettings: settings),

        tests(of: "Credentials", ["RotatorProof"]),
        tests(of: "HistoryLog", ["History", "CPosix"]),
        tests(of: "ReplicaCore", ["RotatorProof", "Stores", "Doubles", "Checks", "HistoryLog", "Scenario"]),
        tests(of: "RedisLink", ["RedisFixture"]),
        tests(of: "Stores", ["RedisFixture"]),
        tests(
            of: "AuthorizationStorage", ["RedisFixture", "RedisLink", "Credentials", "StorageRace", "storage-racer"]),
        tests(of: "Operator", ["RedisFixture"]),
        tests(of: "Scenario"),
        tests(of: "Checks", ["HistoryLog", "Scenario"]),
        tests(of: "Report", ["Checks", "Scenario", histogram]),
        tests(
            of: "ReplicaProcess",
            [
                "RedisFixture", "RedisLink", "Stores", "Doubles", "HistoryLog", "ReplicaCore", "History", "Credentials",
                "CCurl", "CPosix",
            ]),
        tests(
            of: "Doubles",
            [
                "RedisFixture", "RedisLink", "ReplicaProcess", "CPosix", "ReplicaCore", "History", "HistoryLog",
                "Stores",
                "Credentials",
            ]),
        tests(
            of: "Fleet",
            [
                "RedisFixture", "RedisLink", "ReplicaProcess", "HistoryLog", "History", "Scenario", "Doubles",
                "Credentials",
            ]),
        tests(of: "keyquake", ["RedisFixture", "HistoryLog", "Checks", "Scenario"]),
        tests(of: "Bench"),
        tests(
            of: "Gateway", ["RedisFixture", "keyquake", "Stores", "CPosix", "ReplicaCore", "History", "Credentials"]),
        // The rotator beside its model: some sequences in the tests, many in an optimised program of its own.
        .target(
            name: "RotatorProof", dependencies: ["Credentials"], path: "Tests/RotatorProof", swiftSettings: settings),
        .executableTarget(
            name: "rotator-proof", dependencies: ["RotatorProof"], path: "Tests/RotatorProofRun",
            swiftSettings: settings),
        // Races about the storage from several processes: what each of them does, and the program that does it.
        .target(
            name: "StorageRace", dependencies: ["AuthorizationStorage", "RedisLink", "Credentials", "CPosix"],
            path: "Tests/StorageRace", swiftSettings: settings),
        .executableTarget(
            name: "storage-racer", dependencies: ["StorageRace"], path: "Tests/StorageRacer", swiftSettings: settings),
        .target(
            name: "RedisFixture", dependencies: ["RedisLink", "CPosix"], path: "Tests/RedisFixture",
            swiftSettings: settings),
    ]
)
