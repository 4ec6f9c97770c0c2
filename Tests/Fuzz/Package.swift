// swift-tools-version: 6.3
import Foundation
import PackageDescription

// The rooms that are fuzzed, compiled once more with libFuzzer's counters and AddressSanitizer. They
// stand in `Rooms` as links, since a package sees nothing but the products of another, and what is
// fuzzed here is what lies behind them.
let log = Target.Dependency.product(name: "Logging", package: "swift-log")
let metrics = Target.Dependency.product(name: "CoreMetrics", package: "swift-metrics")
let tracing = Target.Dependency.product(name: "Tracing", package: "swift-distributed-tracing")
let context = Target.Dependency.product(
    name: "ServiceContextModule",
    package: "swift-service-context"
)

// The services, whose messages are a module each in `Rooms/Contract`.
let services = try FileManager.default.contentsOfDirectory(
    atPath: Context.packageDirectory + "/Rooms/Contract"
).filter { $0.allSatisfy(\.isLetter) && $0 != "Core" }.sorted()

let package = Package(
    name: "fuzz",
    dependencies: [
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
        .package(url: "https://github.com/apple/swift-service-context", from: "1.5.1"),
    ],
    targets: [
        .systemLibrary(name: "COctopusZeroMQ", path: "Rooms/CZeroMQ"),
        .systemLibrary(name: "COctopusLinux", path: "Rooms/CLinux"),
        .systemLibrary(name: "CLibFuzzer", path: "CLibFuzzer"),
        .target(name: "OctopusCBOR", path: "Rooms/CBOR", exclude: ["README.md"]),
        .target(
            name: "OctopusContract",
            dependencies: ["OctopusCBOR"],
            path: "Rooms/Contract/Core"
        ),
        .target(
            name: "OctopusClient",
            dependencies: ["OctopusCBOR", "OctopusContract", "OctopusMesh"]
                + services.map { .target(name: "Octopus\($0)Contract") },
            path: "Rooms/Client",
            exclude: ["README.md"]
        ),
        .target(name: "OctopusFairTurns", path: "Rooms/FairTurns", exclude: ["README.md"]),
        .target(
            name: "OctopusMesh",
            dependencies: [
                "COctopusZeroMQ", "COctopusLinux", "OctopusCBOR", "OctopusContract",
                "OctopusFairTurns", log, metrics, tracing, context,
            ],
            path: "Rooms/Mesh",
            exclude: ["README.md", "PROTOCOL.md"]
        ),
        .target(name: "JSON", dependencies: ["OctopusClient"], path: "Rooms/JSON"),
        .executableTarget(
            name: "Fuzz",
            dependencies: ["CLibFuzzer", "OctopusClient", "OctopusCBOR", "OctopusMesh", "JSON"],
            path: "Sources",
            exclude: ["CorpusTests.swift"],
            linkerSettings: [.unsafeFlags(["-sanitize=fuzzer,address", "-use-ld=lld"])]
        ),
    ],
    swiftLanguageModes: [.v6]
)

for service in services {
    package.targets.append(
        .target(
            name: "Octopus\(service)Contract",
            dependencies: ["OctopusCBOR", "OctopusContract"],
            path: "Rooms/Contract/\(service)"
        )
    )
}

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .enableUpcomingFeature("InferIsolatedConformances"),
        .enableUpcomingFeature("ImmutableWeakCaptures"),
        // Fast, and yet with every check that a debug build has, those of the standard library's
        // unsafe pointers included; internal types are seen by `@testable`.
        .unsafeFlags(["-O", "-assert-config", "Debug", "-enable-testing"]),
        // The targets' own branches are not what is to be covered, and counting them takes time.
        .unsafeFlags([target.name == "Fuzz" ? "-sanitize=address" : "-sanitize=fuzzer,address"]),
    ]
}
