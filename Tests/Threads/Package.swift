// swift-tools-version: 6.3
import PackageDescription

// A race that must be found, or the others would go unseen too. Apart, since no other test may find it.
let package = Package(
    name: "threads",
    targets: [.testTarget(name: "PlantedTests", path: "PlantedTests")],
    swiftLanguageModes: [.v6]
)
