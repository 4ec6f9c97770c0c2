// swift-tools-version: 6.3
import PackageDescription

// Every dependency with its reason. Versions are floors; `Package.resolved` stays out of git
// because the platform's mirrors decide the exact commits.
let dependencies: [Package.Dependency] = [
    // One database for each service, with real SQLite semantics and no hand-written statement handling.
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    // JSON Web Tokens, EdDSA.
    .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.1"),
    // SHA-256, HMAC, Ed25519, ChaChaPoly.
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    // The process: signals, configuration layers, logs, metrics, traces, flags.
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    .package(
        url: "https://github.com/apple/swift-configuration",
        from: "1.4.0",
        traits: [.defaults, "CommandLineArguments"]
    ),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
    .package(url: "https://github.com/apple/swift-service-context", from: "1.5.1"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    // Percentiles that are right.
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
]

let grdb = servicesProduct("GRDB", of: "GRDB.swift")
// SQLite itself, for the writer's busiest statements.
let sqlite = servicesProduct("GRDBSQLite", of: "GRDB.swift")
let jwt = servicesProduct("JWTKit", of: "jwt-kit")
let crypto = servicesProduct("Crypto", of: "swift-crypto")
let lifecycle = Target.Dependency.product(
    name: "ServiceLifecycle",
    package: "swift-service-lifecycle",
    condition: .when(traits: ["Lifecycle"])
)
let signals = servicesProduct("UnixSignals", of: "swift-service-lifecycle")
let configuration = servicesProduct("Configuration", of: "swift-configuration")
let system = servicesProduct("SystemPackage", of: "swift-system")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let tracing = Target.Dependency.product(name: "Tracing", package: "swift-distributed-tracing")
let context = Target.Dependency.product(
    name: "ServiceContextModule",
    package: "swift-service-context"
)
let arguments = servicesProduct("ArgumentParser", of: "swift-argument-parser")
let histogram = servicesProduct("Histogram", of: "hdrhistogram-swift")

/// libzmq finds the `accept4` of `DescriptorReserve` only if the program exports it.
let exportsAccept = LinkerSetting.unsafeFlags(["-Xlinker", "--export-dynamic-symbol=accept4"])

/// Saves 0.9 MB of resident memory.
///
/// The loader's table of relocations, which a start reads whole, is packed from 1.1 MB to 0.3 MB. The
/// toolchain's own linker can do that, the one that is used by default can't.
let packsRelocations = LinkerSetting.unsafeFlags([
    "-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs",
])

/// Swift's own libraries go into the program.
///
/// A host needs no toolchain, 6 MB less are resident, and a call takes 5 % less processor time, since what
/// was a jump through a table is a call. The libraries are named that SwiftPM would name itself with
/// `--static-swift-stdlib`, which every build would have to be given.
///
/// With them comes the wish to export every symbol. Nobody looks for one, but the loader reads the table
/// of them: 4 MB of the program, and as much resident memory.
let carriesSwift = LinkerSetting.unsafeFlags(
    [
        "-static-stdlib", "-lCoreFoundation", "-l_FoundationICU", "-l_FoundationCShims",
        "-l_FoundationCollections", "-Xlinker", "--no-export-dynamic",
    ],
    .when(configuration: .release)
)

/// What only the services and the tool need: a client that says `traits: []` fetches nothing of it.
func servicesProduct(_ name: String, of package: String) -> Target.Dependency {
    .product(name: name, package: package, condition: .when(traits: ["Services"]))
}

let package = Package(
    name: "octopus",
    products: [
        .executable(name: "identity", targets: ["OctopusIdentityMain"]),
        .executable(name: "loyalty", targets: ["OctopusLoyaltyMain"]),
        .executable(name: "partners", targets: ["OctopusPartnersMain"]),
        .executable(name: "helpdesk", targets: ["OctopusHelpdeskMain"]),
        .executable(name: "advertising", targets: ["OctopusAdvertisingMain"]),
        .executable(name: "octopus", targets: ["OctopusCommandLine"]),
        .executable(name: "octopus-thumbnail", targets: ["OctopusPictures"]),
        .executable(name: "octopus-sip", targets: ["OctopusSIPBridge"]),
        .executable(name: "bench", targets: ["OctopusBench"]),
        .executable(name: "chaos-client", targets: ["OctopusChaosClient"]),
        // The codec alone, useful to anyone.
        .library(name: "OctopusCBOR", targets: ["OctopusCBOR"]),
        // What another Swift backend needs to be a client: the codec, the contracts, the mesh.
        .library(name: "OctopusClient", targets: ["OctopusClient"]),
        // Services in the process of a client's tests, without sockets.
        .library(name: "OctopusClientTesting", targets: ["OctopusClientTesting"]),
    ],
    // SwiftPM neither fetches nor builds a package of which every product stands behind a trait that is
    // off. `Shared/Client/README.md` says what a package that uses this one writes.
    traits: [
        .default(enabledTraits: ["Services"]),
        .trait(
            name: "Services",
            description: "The services, the tool and the tests; a client does without.",
            enabledTraits: ["Lifecycle"]
        ),
        .trait(
            name: "Lifecycle",
            description: "MeshClient is a Service of swift-service-lifecycle."
        ),
    ],
    dependencies: dependencies,
    // A package that uses this one may have no target of a name that stands here, so all names begin alike.
    targets: [
        .systemLibrary(name: "COctopusZeroMQ", path: "Shared/CZeroMQ"),
        .systemLibrary(name: "COctopusSodium", path: "Shared/CSodium"),
        .systemLibrary(name: "COctopusLinux", path: "Shared/CLinux"),
        .systemLibrary(name: "COctopusQREncode", path: "Shared/CQREncode"),
        .systemLibrary(name: "COctopusPNG", path: "Shared/CPNG"),
        .systemLibrary(name: "COctopusCurl", path: "Shared/CCurl"),
        .systemLibrary(name: "COctopusVips", path: "Shared/CVips"),

        .target(name: "OctopusCBOR", path: "Shared/CBOR", exclude: ["README.md"]),
        // The core: methods, envelope, ids, mesh methods. Then a module a service, so that a new field
        // compiles only those anew who read it.
        .target(
            name: "OctopusContract",
            dependencies: ["OctopusCBOR"],
            path: "Shared/Contract/Core"
        ),
        contract("Advertising", besides: ["OctopusPartnersContract"]),
        contract("Helpdesk", besides: ["OctopusPartnersContract"]),
        contract("Identity"),
        contract("Loyalty"),
        contract("Partners"),
        // Every service's contract in one list.
        .target(
            name: "OctopusContractIndex",
            dependencies: [
                "OctopusContract", "OctopusAdvertisingContract", "OctopusHelpdeskContract",
                "OctopusIdentityContract", "OctopusLoyaltyContract", "OctopusPartnersContract",
            ],
            path: "Shared/Contract/Index"
        ),
        .target(name: "OctopusProgram", path: "Shared/Program", exclude: ["README.md"]),
        .target(name: "OctopusFairTurns", path: "Shared/FairTurns", exclude: ["README.md"]),
        .target(
            name: "OctopusMesh",
            dependencies: [
                "COctopusZeroMQ", "COctopusLinux", "OctopusCBOR", "OctopusContract",
                "OctopusFairTurns", logging, metrics, tracing, context,
            ],
            path: "Shared/Mesh",
            exclude: ["README.md", "PROTOCOL.md"]
        ),
        .target(
            name: "OctopusClient",
            dependencies: [
                "OctopusCBOR", "OctopusContract", "OctopusContractIndex", "OctopusMesh", lifecycle,
                logging,
            ],
            path: "Shared/Client",
            exclude: ["README.md", "Testing"]
        ),
        .target(
            name: "OctopusClientTesting",
            dependencies: [
                "OctopusCBOR", "OctopusContract", "OctopusIdentityContract", "OctopusMesh",
                "OctopusClient", logging,
            ],
            path: "Shared/Client/Testing"
        ),
        .target(
            name: "OctopusStore",
            dependencies: [
                "OctopusCBOR", "OctopusFairTurns", "COctopusLinux", grdb, sqlite, crypto, logging,
                metrics,
            ],
            path: "Shared/Store",
            exclude: ["README.md", "schema.sql"],
            resources: [.embedInCode("Migrations")]
        ),
        .target(
            name: "OctopusServiceKit",
            dependencies: [
                "COctopusLinux", "OctopusCBOR", "OctopusContract", "OctopusFairTurns",
                "OctopusIdentityContract", "OctopusMesh", "OctopusProgram", "OctopusStore", grdb,
                jwt, crypto, lifecycle, signals, configuration, system, logging, metrics, tracing,
                context, histogram,
            ],
            path: "Shared/ServiceKit",
            exclude: ["README.md"],
            resources: [
                .embedInCode("Migrations"), .embedInCode("People/Migrations"),
                .embedInCode("Reports/Migrations"),
            ],
            // Unicode's canonical forms; Foundation brings the library along.
            linkerSettings: [.linkedLibrary("_FoundationICU")]
        ),
        // A mail's bytes: written for servers, read for the people who look into a spool.
        .target(name: "OctopusMIME", path: "Shared/MIME", exclude: ["README.md"]),
        .target(
            name: "OctopusMail",
            dependencies: [
                "COctopusCurl", "OctopusCBOR", "OctopusContract", "OctopusMIME",
                "OctopusServiceKit",
                "OctopusStore", grdb, logging, metrics,
            ],
            path: "Shared/Mail",
            exclude: ["README.md"],
            resources: [.embedInCode("Migrations")]
        ),
        .target(
            name: "OctopusSegments",
            dependencies: [
                "OctopusContract", "OctopusIdentityContract", "OctopusLoyaltyContract",
                "OctopusPartnersContract", "OctopusServiceKit", "OctopusStore", crypto, grdb,
            ],
            path: "Shared/Segments",
            exclude: ["README.md"],
            resources: [.embedInCode("Migrations")]
        ),
        .target(
            name: "OctopusFiles",
            dependencies: [
                "COctopusLinux", "OctopusCBOR", "OctopusContract", "OctopusFairTurns",
                "OctopusServiceKit", "OctopusStore", crypto, grdb, logging,
            ],
            path: "Shared/Files",
            exclude: ["README.md"],
            resources: [.embedInCode("Migrations"), .embedInCode("Shelf/Migrations")]
        ),
        .target(
            name: "OctopusQRCode",
            dependencies: ["COctopusQREncode", "COctopusPNG"],
            path: "Shared/QRCode",
            exclude: ["README.md"]
        ),

        service(
            "Identity",
            extra: [
                "COctopusSodium", "OctopusContractIndex", "OctopusFairTurns", "OctopusMail",
                "OctopusMIME", "OctopusPartnersContract", jwt, crypto,
            ]
        ),
        serviceMain("Identity"),
        service(
            "Loyalty",
            extra: [
                "OctopusIdentityContract", "OctopusPartnersContract", "OctopusSegments", crypto,
            ]
        ),
        serviceMain("Loyalty"),
        service(
            "Partners",
            extra: [
                "OctopusAdvertisingContract", "OctopusFiles", "OctopusHelpdeskContract",
                "OctopusIdentityContract", "OctopusLoyaltyContract", "OctopusMail",
                "OctopusSegments",
            ]
        ),
        serviceMain("Partners"),
        service(
            "Helpdesk",
            extra: [
                "OctopusFiles", "OctopusIdentityContract", "OctopusLoyaltyContract", "OctopusMail",
                "OctopusPartnersContract", "OctopusSegments", crypto,
            ]
        ),
        serviceMain("Helpdesk"),
        service(
            "Advertising",
            extra: [
                "COctopusSodium", "OctopusFiles", "OctopusIdentityContract",
                "OctopusPartnersContract", "OctopusSegments", crypto,
            ],
            exclude: ["Serving/README.md"]
        ),
        serviceMain("Advertising"),
        // Makes small pictures of a stranger's; no service links what it links.
        .executableTarget(
            name: "OctopusPictures",
            dependencies: ["COctopusVips"],
            path: "Services/Pictures",
            exclude: ["README.md"],
            linkerSettings: [packsRelocations, carriesSwift]
        ),
        // Operators answer chats from SIP clients; Kamailio, which it starts, speaks SIP.
        .executableTarget(
            name: "OctopusSIPBridge",
            dependencies: [
                "OctopusClient", "OctopusMesh", "OctopusProgram", arguments, crypto, logging,
            ],
            path: "Services/SIPBridge",
            exclude: ["README.md"],
            resources: [.embedInCode("Kamailio/kamailio.cfg")],
            linkerSettings: [packsRelocations, carriesSwift]
        ),
        .executableTarget(
            name: "OctopusCommandLine",
            dependencies: [
                "OctopusClient", "OctopusCBOR", "OctopusContract", "OctopusHelpdeskContract",
                "OctopusIdentityContract",
                "OctopusLoyaltyContract", "OctopusMesh", "OctopusMIME", "OctopusProgram",
                "OctopusPartnersContract", "OctopusQRCode", "COctopusZeroMQ", arguments, crypto,
                logging,
            ],
            path: "Services/Octopus",
            exclude: ["README.md"],
            linkerSettings: [packsRelocations, carriesSwift]
        ),

        .target(
            name: "OctopusTestKit",
            dependencies: [
                "COctopusLinux", "OctopusCBOR", "OctopusContract", "OctopusContractIndex",
                "OctopusIdentityContract", "OctopusMail", "OctopusMesh", "OctopusMIME",
                "OctopusPartnersContract", "OctopusServiceKit", "OctopusStore", grdb, logging,
            ],
            path: "Tests/TestKit",
            exclude: ["README.md"]
        ),
        tests("CBOR", extra: ["OctopusCBOREcho", "OctopusServiceKit"]),
        // The other end of the exchange with Python's library.
        .executableTarget(
            name: "OctopusCBOREcho",
            dependencies: ["OctopusCBOR"],
            path: "Tests/CBOREcho"
        ),
        tests("Contract", extra: ["OctopusCBOR", "OctopusClient"], exclude: ["Golden"]),
        tests("Client", extra: ["OctopusClientTesting", "OctopusMesh", lifecycle, logging]),
        tests("Program"),
        // The fuzzer's targets, on the corpus alone; as a program they are a package of their own.
        .testTarget(
            name: "FuzzCorpusTests",
            dependencies: [
                "OctopusCBOR", "OctopusClient", "OctopusCommandLine", "OctopusContract",
                "OctopusMesh",
            ],
            path: "Tests/Fuzz/Sources",
            exclude: ["Main.swift", "Seeds.swift"]
        ),
        tests("FairTurns", extra: ["OctopusServiceKit"]),
        tests(
            "Mesh",
            extra: [
                "OctopusCBOR", "OctopusContract", "OctopusFairTurns", "OctopusServiceKit",
                "COctopusZeroMQ", logging,
            ]
        ),
        tests(
            "Store",
            extra: ["OctopusCBOR", "OctopusFairTurns", "COctopusLinux", grdb, logging]
        ),
        tests(
            "ServiceKit",
            extra: [
                "OctopusCBOR", "OctopusContract", "OctopusFairTurns", "OctopusIdentityContract",
                "OctopusMesh", "OctopusStore", grdb, logging, metrics, tracing, jwt,
            ]
        ),
        tests("QRCode"),
        tests("MIME"),
        tests(
            "Mail",
            extra: [
                "OctopusContract", "OctopusIdentityContract", "OctopusMIME", "OctopusServiceKit",
                "OctopusStore", grdb,
            ]
        ),
        tests(
            "Segments",
            extra: serviceTests + ["OctopusLoyaltyContract", "OctopusPartnersContract"]
        ),
        tests(
            "Files",
            extra: [
                "OctopusCBOR", "OctopusContract", "OctopusFairTurns", "OctopusMesh",
                "OctopusServiceKit", "OctopusStore", crypto, grdb, logging,
            ]
        ),
        // The program is started, as services do.
        .testTarget(
            name: "PicturesTests",
            dependencies: ["OctopusFiles", "OctopusContract", "OctopusServiceKit"],
            path: "Tests/PicturesTests"
        ),
        tests(
            "Identity",
            extra: serviceTests + [
                "OctopusFairTurns", "OctopusPartnersContract", crypto,
            ]
        ),
        tests(
            "Loyalty",
            extra: serviceTests + [
                "OctopusLoyaltyContract", "OctopusPartnersContract", crypto, sqlite,
            ]
        ),
        tests(
            "Partners",
            extra: serviceTests + [
                "OctopusAdvertisingContract", "OctopusFiles", "OctopusLoyaltyContract",
                "OctopusPartnersContract", "OctopusSegments", crypto,
            ]
        ),
        tests(
            "Helpdesk",
            extra: serviceTests + [
                "OctopusFiles", "OctopusHelpdeskContract", "OctopusLoyaltyContract",
                "OctopusMail", "OctopusPartnersContract", "OctopusSegments", crypto,
            ]
        ),
        tests(
            "Advertising",
            extra: serviceTests + [
                "OctopusAdvertisingContract", "OctopusFiles", "OctopusPartnersContract", crypto,
            ]
        ),
        .testTarget(
            name: "SIPBridgeTests",
            dependencies: ["OctopusSIPBridge", "OctopusClient", "OctopusClientTesting", logging],
            path: "Tests/SIPBridgeTests"
        ),
        .testTarget(
            name: "OctopusTests",
            dependencies: [
                "OctopusCommandLine", "OctopusTestKit", "OctopusClient", "OctopusServiceKit",
                arguments,
            ],
            path: "Tests/OctopusTests"
        ),
        // Our side of every measure; `deploy/bench` calls it.
        .executableTarget(
            name: "OctopusBench",
            dependencies: [
                "OctopusAdvertising", "OctopusAdvertisingContract", "OctopusCBOR",
                "OctopusContract",
                "OctopusHelpdesk", "OctopusIdentityContract", "OctopusLoyaltyContract",
                "OctopusLoyalty", "OctopusMesh", "OctopusPartnersContract", "OctopusProgram",
                "OctopusStore", "OctopusServiceKit", "OctopusTestKit", arguments, grdb, histogram,
                logging,
            ],
            path: "Tests/Bench",
            exclude: ["README.md"],
            linkerSettings: [packsRelocations, carriesSwift]
        ),
        // Calls with the Swift library while services die; `deploy/chaos` starts it.
        .executableTarget(
            name: "OctopusChaosClient",
            dependencies: [
                "OctopusClient", "OctopusCBOR", "OctopusMesh", "OctopusMIME", "OctopusProgram",
                arguments,
                logging,
            ],
            path: "Tests/Chaos/Client"
        ),
        // Reads the sources: imports, sizes, bans.
        .testTarget(name: "LayoutTests", path: "Tests/LayoutTests"),
    ],
    swiftLanguageModes: [.v6]
)

/// The messages of one service.
func contract(_ name: String, besides others: [Target.Dependency] = []) -> Target {
    .target(
        name: "Octopus\(name)Contract",
        dependencies: ["OctopusCBOR", "OctopusContract"] + others,
        path: "Shared/Contract/\(name)"
    )
}

/// A service is a library, so that tests and measures run its use cases in process.
func service(
    _ name: String,
    extra: [Target.Dependency] = [],
    exclude: [String] = []
) -> Target {
    .target(
        name: "Octopus\(name)",
        dependencies: [
            "OctopusCBOR", "OctopusContract", .byName(name: "Octopus\(name)Contract"),
            "OctopusMesh", "OctopusProgram", "OctopusStore", "OctopusServiceKit", grdb, logging,
        ] + extra,
        path: "Services/\(name)",
        exclude: ["README.md", "schema.sql", "Main"] + exclude,
        resources: [.embedInCode("Migrations")]
    )
}

/// The thin program around a service.
func serviceMain(_ name: String) -> Target {
    .executableTarget(
        name: "Octopus\(name)Main",
        dependencies: [.byName(name: "Octopus\(name)"), "OctopusServiceKit"],
        path: "Services/\(name)/Main",
        linkerSettings: [exportsAccept, packsRelocations, carriesSwift]
    )
}

/// What the tests of every service use.
var serviceTests: [Target.Dependency] {
    [
        "OctopusCBOR", "OctopusContract", "OctopusIdentityContract", "OctopusMesh",
        "OctopusStore", "OctopusServiceKit", grdb,
    ]
}

func tests(
    _ name: String,
    extra: [Target.Dependency] = [],
    exclude: [String] = []
) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.byName(name: "Octopus\(name)"), "OctopusTestKit"] + extra,
        path: "Tests/\(name)Tests",
        exclude: exclude
    )
}

for target in package.targets where ![.system, .plugin, .binary].contains(target.type) {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .enableUpcomingFeature("InferIsolatedConformances"),
        .enableUpcomingFeature("ImmutableWeakCaptures"),
        .treatAllWarnings(as: .error),
        .treatWarning("DeprecatedDeclaration", as: .warning),
    ]
}
