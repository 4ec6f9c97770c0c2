import Testing

/// What each room may import: the table of the design, "Rooms".
struct Imports {
    let room: String
    let allowed: Set<String>
    let because: String

    /// The standard library and what every room may use of the platform.
    static let platform: Set = [
        "Swift", "Synchronization", "FoundationEssentials", "Foundation",
    ]
    private static let process: Set = ["Glibc", "Dispatch"]
    private static let observability: Set = [
        "Logging", "CoreMetrics", "Metrics", "Tracing", "Instrumentation", "ServiceContextModule",
    ]

    /// The core's module, that of the list of all, and one a service.
    static let contracts: Set<String> = {
        let folders = (try? SourceTree.rooms(in: "Shared/Contract")) ?? []
        let services = folders.compactMap { $0.split(separator: "/").last }
            .filter { SourceTree.exists("Shared/Contract/\($0)/\($0)Contract.swift") }
        return Set(services.map { "Octopus\($0)Contract" })
            .union(["OctopusContract", "OctopusContractIndex"])
    }()

    static let table: [Imports] = [
        Imports(room: "Shared/CBOR", allowed: [], because: "a leaf: useful to anyone"),
        Imports(
            room: "Shared/Contract",
            // Partners says what the events of services tell that ask for approval, or count messages;
            // `Index` lists all contracts.
            allowed: contracts.union(["OctopusCBOR"]),
            because: "a contract ignores what carries it"
        ),
        Imports(
            room: "Shared/Client",
            allowed: contracts.union([
                "OctopusCBOR", "OctopusMesh", "OctopusClient", "Logging", "ServiceLifecycle",
            ]),
            because: "one import for a program that calls"
        ),
        Imports(
            room: "Shared/Mesh",
            allowed: process.union(observability)
                .union([
                    "COctopusZeroMQ", "COctopusLinux", "OctopusCBOR", "OctopusContract",
                    "OctopusFairTurns",
                ]),
            because: "the only room that touches sockets"
        ),
        Imports(room: "Shared/FairTurns", allowed: [], because: "a leaf: values, no effects"),
        Imports(
            room: "Shared/Program",
            allowed: process,
            because: "a leaf: what any program of ours does at its edges"
        ),
        Imports(
            room: "Shared/Store",
            allowed: process.union(observability).union([
                "GRDB", "GRDBSQLite", "OctopusCBOR", "OctopusFairTurns", "COctopusLinux", "Crypto",
            ]),
            because: "the only room that opens a database"
        ),
        Imports(
            room: "Shared/QRCode",
            allowed: process.union(["COctopusQREncode", "COctopusPNG"]),
            because: "a leaf over two C libraries"
        ),
        Imports(
            room: "Shared/ServiceKit",
            allowed: process.union(observability).union([
                "COctopusLinux", "OctopusCBOR", "OctopusContract", "OctopusFairTurns",
                "OctopusIdentityContract", "OctopusMesh", "OctopusProgram", "OctopusStore", "GRDB",
                "JWTKit", "Crypto",
                "ServiceLifecycle", "UnixSignals", "Configuration", "SystemPackage", "Histogram",
                "FoundationInternationalization", "_FoundationICU",
            ]),
            because: "one way to be a process"
        ),
        Imports(room: "Shared/MIME", allowed: [], because: "a leaf: a mail's bytes"),
        Imports(
            room: "Shared/Mail",
            allowed: process.union(observability).union([
                "COctopusCurl", "OctopusCBOR", "OctopusContract", "OctopusMIME",
                "OctopusServiceKit", "OctopusStore", "GRDB",
            ]),
            because: "the only room that talks to a server for mail"
        ),
        Imports(
            room: "Shared/Segments",
            allowed: process.union(contracts).union([
                "OctopusServiceKit", "OctopusStore", "GRDB", "Crypto",
            ]),
            because: "what services that select end users share"
        ),
        Imports(
            room: "Shared/Files",
            allowed: process.union([
                "COctopusLinux", "OctopusCBOR", "OctopusContract", "OctopusFairTurns",
                "OctopusServiceKit", "OctopusStore", "GRDB", "Crypto", "Logging",
            ]),
            because: "a form of services; pictures are decoded by another program"
        ),
        Imports(
            room: "Services/Pictures",
            allowed: ["COctopusVips", "Glibc"],
            because: "it meets what strangers send, and has nothing that it could lose"
        ),
        Imports(
            room: "Services/SIPBridge",
            allowed: [
                "Glibc", "OctopusClient", "OctopusMesh", "OctopusProgram", "ArgumentParser",
                "Crypto", "Logging",
            ],
            because: "it sees what any other backend sees"
        ),
        Imports(
            room: "Services/Octopus",
            allowed: process.union(contracts).union([
                "OctopusClient", "OctopusCBOR", "OctopusMesh", "OctopusMIME", "OctopusProgram",
                "OctopusQRCode", "COctopusZeroMQ", "ArgumentParser", "Crypto", "Logging",
                "FoundationInternationalization",
            ]),
            because: "it sees what any other backend sees"
        ),
    ]

    /// A service's row; there is one for all of them, so that none can import another.
    static func service(_ room: String) -> Imports {
        Imports(
            room: room,
            allowed: process.union([
                "OctopusCBOR", "OctopusFairTurns", "OctopusMesh", "OctopusProgram", "OctopusStore",
                "OctopusServiceKit", "OctopusFiles", "OctopusMail", "OctopusMIME",
                "OctopusSegments", "GRDB", "Crypto",
                "COctopusSodium", "JWTKit", "Logging",
                "FoundationInternationalization",
                // Its own library, for the thin main beside it.
                "Octopus" + room.dropFirst("Services/".count),
            ]).union(contracts),
            because: "never another service, never another's file"
        )
    }

    static func row(for room: String) -> Imports? {
        table.first { $0.room == room }
            ?? (room.hasPrefix("Services/") ? service(room) : nil)
    }

    /// The imported modules of a source, with their lines.
    static func modules(in file: SourceFile) -> [(line: Int, module: String)] {
        file.text.code.enumerated().compactMap { line, code in
            guard code.contains("import ") else { return nil }
            let words = code.split(whereSeparator: \.isWhitespace).map(String.init)
            guard let place = words.firstIndex(of: "import"),
                words[..<place].allSatisfy({ modifiers.contains($0) || $0.hasPrefix("@") }),
                let name = words[(place + 1)...].first(where: { !kinds.contains($0) })
            else { return nil }
            return (line, String(name.prefix { $0 != "." }))
        }
    }

    private static let modifiers: Set = ["public", "package", "internal", "fileprivate", "private"]
    private static let kinds: Set = [
        "struct", "class", "enum", "protocol", "typealias", "func", "let", "var", "actor",
    ]

    static func violations(in file: SourceFile) -> [Violation] {
        let modules = modules(in: file)
        var violations: [Violation] = []
        if let row = row(for: file.room), !file.isTest {
            for (line, module) in modules
            where !row.allowed.contains(module) && !platform.contains(module) {
                violations.append(
                    file.violation(
                        line,
                        "\(file.room) may not import \(module) (\(row.because))"
                    )
                )
            }
        }
        // Foundation brings ICU's tables with it; a comment right above may say what for.
        for (line, module) in modules
        where module == "Foundation" && !file.isTest
            && (line == 0 || !file.text.hasComment[line - 1])
        {
            violations.append(
                file.violation(line, "FoundationEssentials, or a comment above why not")
            )
        }
        let needsZones = file.text.code.firstIndex { $0.contains("TimeZone(identifier:") }
        if let needsZones, !modules.contains(where: { $0.module.hasSuffix("ternationalization") }) {
            violations.append(
                file.violation(
                    needsZones,
                    "without FoundationInternationalization every zone's identifier is unknown"
                )
            )
        }
        return violations
    }
}

struct ImportTests {
    @Test func `every room imports only what the design lets it`() throws {
        expectNone(try SourceTree.files.get().flatMap(Imports.violations))
    }

    /// It is built only when its measure is taken, which would be late to learn of it.
    @Test func `the gRPC side of the measures needs nothing of ours, its links included`() throws {
        let allowed = Imports.platform.union([
            "Glibc", "Histogram", "GRPCCore", "GRPCNIOTransportHTTP2Posix",
        ])
        let files = try SourceTree.files.get().filter {
            $0.path.hasPrefix("Tests/Benchmarks/GRPC/Sources/")
        }
        #expect(files.contains { $0.path.hasSuffix("/Load.swift") })
        for file in files {
            let others = Imports.modules(in: file).map(\.module).filter { !allowed.contains($0) }
            #expect(others.isEmpty, "\(file.path) imports \(others)")
        }
    }

    @Test func `every room has a row in the table, and every row a room`() throws {
        let rooms = try SourceTree.rooms(in: "Shared").filter { !SourceTree.isSystemLibrary($0) }
        for room in rooms { #expect(Imports.row(for: room) != nil, "\(room) has no row") }
        for row in Imports.table { #expect(SourceTree.exists(row.room), "\(row.room) is gone") }
    }

    @Test(arguments: [
        ("Shared/CBOR/A.swift", "import Logging"),
        ("Shared/CBOR/A.swift", "public import struct OctopusContract.TenantID"),
        ("Shared/Contract/A.swift", "@preconcurrency package import OctopusMesh"),
        ("Shared/Store/A.swift", "import COctopusZeroMQ"),
        ("Shared/QRCode/A.swift", "import OctopusCBOR"),
        ("Services/Loyalty/A.swift", "import OctopusIdentity"),
        ("Services/Loyalty/A.swift", "@testable import OctopusIdentity"),
        ("Services/Octopus/A.swift", "import OctopusServiceKit"),
        ("Services/Octopus/A.swift", "import GRDB"),
        ("Services/Loyalty/A.swift", "import Foundation"),
        ("Services/Loyalty/A.swift", "let zone = TimeZone(identifier: name)"),
    ])
    func `a forbidden import is found`(_ path: String, _ source: String) {
        #expect(Imports.violations(in: SourceFile(path: path, source: source)).count == 1)
    }

    @Test func `words in comments and strings are no imports`() {
        let source =
            "// import OctopusMesh\nlet x = \"\"\"\n    import OctopusMesh\n    \"\"\"\n/* import OctopusMesh */"
        let file = SourceFile(path: "Shared/CBOR/A.swift", source: source)
        #expect(Imports.violations(in: file).isEmpty)
    }
}
