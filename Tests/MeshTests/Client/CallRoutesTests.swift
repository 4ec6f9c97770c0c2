import FoundationEssentials
import Testing

@testable import OctopusMesh

struct CallRoutesTests {
    private let shard = MeshMap.Shard(
        endpoint: "tcp://127.0.0.1:7401",
        publicKey: CurveKeyPair.generate().publicKey
    )

    @Test func `a method is looked up once, whichever was called between`() throws {
        let routes = CallRoutes(map: MeshMap(services: ["echo": [shard]]))
        let say = try routes.route(of: "echo.v1/Say")
        let hear = try routes.route(of: "echo.v1/Hear")
        #expect(say !== hear)
        #expect(try routes.route(of: "echo.v1/Say") === say)
        #expect(try routes.route(of: "echo.v1/Hear") === hear)
        #expect(say.service == "echo")
    }

    @Test func `a method that was called finds what another map has`() throws {
        let routes = CallRoutes(map: MeshMap(services: [:]))
        let before = try routes.route(of: "echo.v1/Say")
        #expect(throws: CallFailure.self) { try routes.target(of: before, .init()) }
        routes.update(map: MeshMap(services: ["echo": [shard, shard]]))
        let route = try routes.route(of: "echo.v1/Say")
        #expect(route.meters === before.meters)
        let targets = Set(
            try (0..<100).map { _ in
                try routes.target(of: route, .init(routingKey: UUID())).shard
            }
        )
        #expect(targets == [0, 1])
        #expect(try routes.target(of: route, .init(shard: 7)).shard == 7)
    }

    @Test func `a method that every service answers goes where it is sent`() throws {
        let routes = CallRoutes(map: MeshMap(services: ["echo": [shard]]))
        let health = try routes.route(of: "mesh.v1/Health")
        #expect(try routes.target(of: health, .init(service: "echo")).service == "echo")
        #expect(throws: CallFailure.self) {
            try routes.target(of: health, .init(service: "nobody"))
        }
        #expect(throws: CallFailure.self) { try routes.target(of: health, .init()) }
    }

    @Test(arguments: ["", "Say", "echo/Say", "echo.v1", String(repeating: "e", count: 130)])
    func `what names no method is refused every time`(name: String) {
        let routes = CallRoutes(map: MeshMap(services: ["echo": [shard]]))
        for _ in 0..<2 {
            #expect(throws: CallFailure.self) { try routes.route(of: name) }
        }
    }

    @Test func `names without end don't pile up`() throws {
        let routes = CallRoutes(map: MeshMap(services: ["echo": [shard]]))
        for number in 0..<512 { _ = try routes.route(of: "echo.v1/Say\(number)") }
        let others = try (0..<3).map { try routes.route(of: "echo.v1/Other\($0)") }
        #expect(others.allSatisfy { $0.meters === others[0].meters })
        #expect(try routes.route(of: "echo.v1/Other0") !== others[0])
        #expect(others.map(\.service) == ["echo", "echo", "echo"])
    }
}
