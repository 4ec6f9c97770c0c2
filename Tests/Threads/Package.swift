// swift-tools-version: 6.3
import PackageDescription

// The rooms where threads meet, with their tests, and nothing else to build; `Rooms` are links. With
// `--sanitize=thread` every target and dependency in Swift and C is instrumented.
let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let tracing = Target.Dependency.product(name: "Tracing", package: "swift-distributed-tracing")
let context = Target.Dependency.product(
    name: "ServiceContextModule",
    package: "swift-service-context"
)
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let sqlite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")

let package = Package(
    name: "threads",
    dependencies: [
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
        .package(url: "https://github.com/apple/swift-service-context", from: "1.5.1"),
    ],
    targets: [
        .systemLibrary(name: "COctopusZeroMQ", path: "Rooms/CZeroMQ"),
        .systemLibrary(name: "COctopusLinux", path: "Rooms/CLinux"),
        .target(name: "OctopusCBOR", path: "Rooms/CBOR", exclude: ["README.md"]),
        .target(
            name: "OctopusContract",
            dependencies: ["OctopusCBOR"],
            path: "Rooms/Contract/Core"
        ),
        .target(
            name: "OctopusMesh",
            dependencies: [
                "COctopusZeroMQ", "COctopusLinux", "OctopusCBOR", "OctopusContract", log, metrics,
                tracing, context,
            ],
            path: "Rooms/Mesh",
            exclude: ["README.md"]
        ),
        .target(
            name: "OctopusStore",
            dependencies: ["OctopusCBOR", "COctopusLinux", grdb, sqlite, crypto, log, metrics],
            path: "Rooms/Store",
            exclude: ["README.md", "schema.sql"],
            resources: [.embedInCode("Migrations")]
        ),
        .testTarget(
            name: "MeshTests",
            dependencies: ["OctopusMesh", "OctopusCBOR", "OctopusContract", "COctopusZeroMQ", log],
            path: "Rooms/MeshTests"
        ),
        .testTarget(
            name: "StoreTests",
            dependencies: ["OctopusStore", "OctopusCBOR", "COctopusLinux", grdb, log],
            path: "Rooms/StoreTests"
        ),
        // A race that must be found, or the others would go unseen too.
        .testTarget(name: "PlantedTests", path: "Planted"),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .enableUpcomingFeature("InferIsolatedConformances"),
        .enableUpcomingFeature("ImmutableWeakCaptures"),
    ]
}
