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

let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
// SQLite itself, for the writer's busiest statements.
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let jwt = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let lifecycle = Target.Dependency.product(
    name: "ServiceLifecycle",
    package: "swift-service-lifecycle"
)
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let configuration = Target.Dependency.product(name: "Configuration", package: "swift-configuration")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let tracing = Target.Dependency.product(name: "Tracing", package: "swift-distributed-tracing")
let context = Target.Dependency.product(
    name: "ServiceContextModule",
    package: "swift-service-context"
)
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let histogram = Target.Dependency.product(name: "Histogram", package: "hdrhistogram-swift")

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
let carriesSwift = LinkerSetting.unsafeFlags(
    [
        "-static-stdlib", "-lCoreFoundation", "-l_FoundationICU", "-l_FoundationCShims",
        "-l_FoundationCollections",
    ],
    .when(configuration: .release)
)

let package = Package(
    name: "octopus",
    products: [
        .executable(name: "identity", targets: ["Identity"]),
        .executable(name: "loyalty", targets: ["LoyaltyMain"]),
        .executable(name: "octopus", targets: ["Octopus"]),
        .executable(name: "bench", targets: ["Bench"]),
        .executable(name: "chaos-client", targets: ["ChaosClient"]),
        // The codec alone, useful to anyone.
        .library(name: "CBOR", targets: ["CBOR"]),
        // What another Swift backend needs to be a client: the codec, the contract, the mesh.
        .library(name: "OctopusClient", targets: ["CBOR", "Contract", "Mesh"]),
    ],
    dependencies: dependencies,
    targets: [
        .systemLibrary(name: "CZeroMQ", path: "Shared/CZeroMQ"),
        .systemLibrary(name: "CSodium", path: "Shared/CSodium"),
        .systemLibrary(name: "CLinux", path: "Shared/CLinux"),
        .systemLibrary(name: "CQREncode", path: "Shared/CQREncode"),
        .systemLibrary(name: "CPNG", path: "Shared/CPNG"),

        .target(name: "CBOR", path: "Shared/CBOR", exclude: ["README.md"]),
        .target(
            name: "Contract",
            dependencies: ["CBOR"],
            path: "Shared/Contract",
            exclude: ["README.md", "octopus.cddl"]
        ),
        .target(
            name: "Mesh",
            dependencies: [
                "CZeroMQ", "CLinux", "CBOR", "Contract", logging, metrics, tracing, context,
            ],
            path: "Shared/Mesh",
            exclude: ["README.md"]
        ),
        .target(
            name: "Store",
            dependencies: ["CBOR", "CLinux", grdb, sqlite, crypto, logging, metrics],
            path: "Shared/Store",
            exclude: ["README.md", "schema.sql"],
            resources: [.embedInCode("Migrations")]
        ),
        .target(
            name: "ServiceKit",
            dependencies: [
                "CLinux", "CBOR", "Contract", "Mesh", "Store", grdb, jwt, crypto, lifecycle,
                signals,
                configuration, system, logging, metrics, tracing, context, histogram,
            ],
            path: "Shared/ServiceKit",
            exclude: ["README.md"],
            resources: [.embedInCode("Migrations")]
        ),
        .target(
            name: "QRCode",
            dependencies: ["CQREncode", "CPNG"],
            path: "Shared/QRCode",
            exclude: ["README.md"]
        ),

        service("Identity", extra: ["CSodium", jwt, crypto]),
        // A library and its thin main, so that the bench can run its use cases in process.
        .target(
            name: "Loyalty",
            dependencies: [
                "CBOR", "Contract", "Mesh", "Store", "ServiceKit", grdb, logging, crypto,
            ],
            path: "Services/Loyalty",
            exclude: ["README.md", "schema.sql", "Main"],
            resources: [.embedInCode("Migrations")]
        ),
        .executableTarget(
            name: "LoyaltyMain",
            dependencies: ["Loyalty", "ServiceKit"],
            path: "Services/Loyalty/Main",
            linkerSettings: [exportsAccept, packsRelocations, carriesSwift]
        ),
        .executableTarget(
            name: "Octopus",
            dependencies: ["CBOR", "Contract", "Mesh", "QRCode", "CZeroMQ", arguments, logging],
            path: "Services/Octopus",
            exclude: ["README.md"],
            linkerSettings: [packsRelocations, carriesSwift]
        ),

        .target(
            name: "TestKit",
            dependencies: ["CLinux", "Contract", "Mesh", "ServiceKit", "Store"],
            path: "Tests/TestKit",
            exclude: ["README.md"]
        ),
        tests("CBOR", extra: ["CBOREcho"]),
        // The other end of the exchange with Python's library.
        .executableTarget(name: "CBOREcho", dependencies: ["CBOR"], path: "Tests/CBOREcho"),
        tests("Contract", extra: ["CBOR"], exclude: ["Golden"]),
        tests("Mesh", extra: ["CBOR", "Contract", "CZeroMQ", logging]),
        tests("Store", extra: ["CBOR", "CLinux", grdb, logging]),
        tests(
            "ServiceKit",
            extra: ["CBOR", "Contract", "Mesh", "Store", grdb, logging, metrics, tracing, jwt]
        ),
        tests("QRCode"),
        tests("Identity", extra: ["CBOR", "Contract", "Mesh", "Store", "ServiceKit", grdb]),
        tests("Loyalty", extra: ["CBOR", "Contract", "Mesh", "Store", "ServiceKit", grdb, crypto]),
        tests("Octopus", extra: ["CBOR", "Contract", "Mesh", arguments]),
        // Our side of every measure; `deploy/bench` calls it.
        .executableTarget(
            name: "Bench",
            dependencies: [
                "CBOR", "Contract", "Loyalty", "Mesh", "Store", "ServiceKit", "TestKit", arguments,
                grdb, histogram, logging,
            ],
            path: "Tests/Bench",
            exclude: ["README.md"],
            linkerSettings: [packsRelocations, carriesSwift]
        ),
        // Calls with the Swift library while services die; `deploy/chaos` starts it.
        .executableTarget(
            name: "ChaosClient",
            dependencies: ["CBOR", "Contract", "Mesh", arguments, logging],
            path: "Tests/Chaos/Client"
        ),
        // Reads the sources: imports, sizes, bans.
        .testTarget(name: "LayoutTests", path: "Tests/LayoutTests"),
    ],
    swiftLanguageModes: [.v6]
)

func service(_ name: String, extra: [Target.Dependency] = []) -> Target {
    .executableTarget(
        name: name,
        dependencies: ["CBOR", "Contract", "Mesh", "Store", "ServiceKit", grdb, logging] + extra,
        path: "Services/\(name)",
        exclude: ["README.md", "schema.sql"],
        resources: [.embedInCode("Migrations")],
        linkerSettings: [exportsAccept, packsRelocations, carriesSwift]
    )
}

func tests(
    _ name: String,
    extra: [Target.Dependency] = [],
    exclude: [String] = []
) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: [.byName(name: name), "TestKit"] + extra,
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
