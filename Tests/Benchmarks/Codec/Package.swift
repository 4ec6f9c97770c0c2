// swift-tools-version: 6.3
import PackageDescription

// A package of its own, so that nobody builds swift-protobuf but those who compare with it.
let package = Package(
    name: "codec-benchmark",
    dependencies: [
        .package(name: "octopus", path: "../../.."),
        .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    ],
    targets: [
        .executableTarget(
            name: "CodecBenchmark",
            dependencies: [
                .product(name: "OctopusCBOR", package: "octopus"),
                .product(name: "SwiftProtobuf", package: "swift-protobuf"),
            ],
            path: "Sources",
            exclude: ["Messages.proto"]
        )
    ],
    swiftLanguageModes: [.v6]
)
