import Testing

/// What DESIGN.md and HOUSE-STYLE.md forbid is not in the sources.
struct SourceRuleTests {
    @Test func `the sources are found`() {
        let rooms = Set(SourceFile.all.map(\.room))
        #expect(rooms.isSuperset(of: ["ReplicaCore", "ReplicaProcess", "Stores", "RedisLink", "Fleet", "keyquake"]))
    }

    /// A pool thread in a replica is a second thread; after a fork it hangs.
    @Test func `nothing that runs in a replica starts a task, a thread or a queue of its own`() {
        let rooms: Set = [
            "Credentials", "History", "HistoryLog", "ReplicaCore", "ReplicaProcess", "Stores", "RedisLink", "Doubles",
            "AuthorizationStorage",
        ]
        let forbidden =
            /\bTask *\{|\bTask *\((?!executorPreference)|\bTask\.(detached|sleep)|\bThread\b|\bDispatchQueue\b|\bpthread_create\b/
        let places = SourceFile.all.filter { rooms.contains($0.room) }.flatMap { $0.places(of: forbidden) }
        #expect(places.isEmpty, "\(places.joined(separator: "\n"))")
    }

    @Test func `nothing is forced`() {
        let places = SourceFile.all.flatMap { $0.places(of: /\btry!|\bas!/) }
        #expect(places.isEmpty, "\(places.joined(separator: "\n"))")
    }

    /// DESIGN.md, "Rooms": who may look into whom. Everybody may use the toolchain.
    private static let rooms: [String: Set<String>] = [
        "Credentials": ["Crypto", "CJSON"], "History": [], "HistoryLog": ["History", "CPosix"],
        "ReplicaCore": ["Credentials", "History"], "RedisLink": ["CHiredis", "CLibuv", "Crypto", "DequeModule"],
        "Stores": ["RedisLink", "Credentials"], "Operator": ["Stores", "RedisLink", "Credentials"],
        "AuthorizationStorage": ["RedisLink", "Credentials", "Crypto"],
        "ReplicaProcess": [
            "ReplicaCore", "Stores", "HistoryLog", "CLibuv", "CCurl", "CPosix", "Credentials", "History", "RedisLink",
            "AuthorizationStorage",
        ],
        "Gateway": [
            "ReplicaProcess", "ReplicaCore", "Stores", "Credentials", "HummingbirdCore", "HTTPTypes", "Logging",
            "NIOCore",
            "NIOPosix", "NIOHTTP1", "NIOHTTPTypes", "Dispatch",
        ],
        "Scenario": ["Yams"],
        "Doubles": [
            "ReplicaProcess", "RedisLink", "Credentials", "CLibuv", "CPosix", "DequeModule", "History", "HistoryLog",
            "ReplicaCore",
        ],
        "Fleet": [
            "Scenario", "ReplicaProcess", "Doubles", "Stores", "HistoryLog", "CPosix", "ReplicaCore", "Credentials",
            "History", "RedisLink", "AuthorizationStorage",
        ],
        "Checks": ["HistoryLog", "Scenario", "History", "Histogram", "Dispatch"],
        "Report": ["Checks", "Scenario", "History", "Histogram"],
    ]
    private static let toolchain: Set = [
        "Glibc", "Foundation", "FoundationEssentials", "Synchronization", "Swift", "_Concurrency",
    ]

    @Test(arguments: rooms.keys.sorted())
    func `a room looks only into the rooms that it may`(_ room: String) throws {
        let allowed = try #require(Self.rooms[room]).union(Self.toolchain)
        let files = SourceFile.all.filter { $0.room == room }
        #expect(!files.isEmpty)
        let places = files.flatMap { file in
            file.imports.filter { !allowed.contains($0.module) }.map { "\(file.path):\($0.line): import \($0.module)" }
        }
        #expect(places.isEmpty, "\(places.joined(separator: "\n"))")
    }

    /// What comes along with a dependency may go with its next version.
    @Test func `what comes from other packages is named in the manifest`() throws {
        let manifest = String(decoding: try #require(fileBytes(SourceFile.top + "/Package.swift")), as: UTF8.self)
        let products = Set(manifest.matches(of: /\.product\(name: "(\w+)"/).map { String($0.1) })
        let targets = Set(SourceFile.all.map(\.room)).union([
            "CHiredis", "CLibuv", "CCurl", "CPosix", "CAllocations", "CJSON",
        ])
        let known = products.union(targets).union(Self.toolchain).union(["Dispatch"])
        let places = SourceFile.all.flatMap { file in
            file.imports.filter { !known.contains($0.module) }.map { "\(file.path):\($0.line): import \($0.module)" }
        }
        #expect(products.isSuperset(of: ["NIOCore", "HTTPTypes", "Yams"]))
        #expect(places.isEmpty, "\(places.joined(separator: "\n"))")
    }

    @Test func `nobody imports the command line`() {
        let places = SourceFile.all.filter { $0.room != "keyquake" }.flatMap { file in
            file.imports.filter { $0.module == "keyquake" }.map { "\(file.path):\($0.line)" }
        }
        #expect(places.isEmpty, "\(places.joined(separator: "\n"))")
    }

    /// The reader of sources itself: what it must see, and what it must not take for code.
    @Test func `comments and texts are not taken for code`() {
        let text =
            "let a = 1  // try! this\nlet b = \"as! \\\" try!\"\nlet c = \"\"\"\n  as! x\n  \"\"\"\nlet d = try! e()\n"
        #expect(
            SourceFile(path: "Sources/A/B.swift", text: text).places(of: /try!|as!/) == [
                "Sources/A/B.swift:6: let d = try! e()"
            ])
        #expect(
            SourceFile(path: "Sources/A/B.swift", text: "@testable import C\npackage import struct D.E\n").imports.map(
                \.module) == ["C", "D"])
    }
}
