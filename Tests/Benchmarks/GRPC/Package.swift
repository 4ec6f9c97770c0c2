// swift-tools-version: 6.3
import PackageDescription

// A package of its own, so that nobody builds gRPC (15 minutes of processor time) but those who
// compare with it.
let package = Package(
    name: "grpc-benchmark",
    dependencies: [
        .package(url: "https://github.com/grpc/grpc-swift-2", from: "2.4.3"),
        .package(url: "https://github.com/grpc/grpc-swift-nio-transport", from: "2.9.2"),
        .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.2.0"),
    ],
    targets: [
        .executableTarget(
            name: "GRPCBenchmark",
            dependencies: [
                .product(name: "GRPCCore", package: "grpc-swift-2"),
                .product(
                    name: "GRPCNIOTransportHTTP2Posix",
                    package: "grpc-swift-nio-transport"
                ),
                .product(name: "Histogram", package: "hdrhistogram-swift"),
            ],
            // `Load`, `Figures` and `ProcessorTime` are links to ours: one load for both sides.
            path: "Sources"
        )
    ],
    swiftLanguageModes: [.v6]
)
