import FoundationEssentials
import Testing

@testable import OctopusMesh

@Suite struct MeshMapTests {
    private let key = CurveKeyPair.generate().publicKey

    @Test func `services and shards come from the file in order`() throws {
        let map = try read(
            """
            {"services": {"loyalty": [
                {"endpoint": "tcp://127.0.0.1:7402", "publicKey": "\(key)"},
                {"endpoint": "ipc:///tmp/loyalty-1", "publicKey": "\(key)"}]}}
            """
        )
        let shards = try #require(map.services["loyalty"])
        #expect(shards.map(\.endpoint) == ["tcp://127.0.0.1:7402", "ipc:///tmp/loyalty-1"])
        #expect(shards.allSatisfy { $0.publicKey == key })
    }

    @Test func `a routing key always has the same shard, and each shard has its part`() throws {
        let shard = MeshMap.Shard(endpoint: "tcp://127.0.0.1:1", publicKey: key)
        let map = MeshMap(services: ["loyalty": [shard, shard, shard]])
        var counts = [0, 0, 0]
        for _ in 0..<3000 {
            let routingKey = UUID()
            let index = try #require(map.shard(of: "loyalty", for: routingKey)?.index)
            #expect(map.shard(of: "loyalty", for: routingKey)?.index == index)
            counts[index] += 1
        }
        #expect(counts.allSatisfy { $0 > 800 })
        #expect(map.shard(of: "loyalty", for: nil)?.index == 0)
        #expect(map.shard(of: "helpdesk", for: nil) == nil)
        // The last eight bytes, big endian, modulo the shards: written out for other languages.
        let known = try #require(UUID(uuidString: "01890000-0000-7000-8000-00000000000b"))
        #expect(MeshMap.index(of: known, among: 3) == Int((UInt64(0x8000_0000_0000_000B)) % 3))
    }

    @Test(arguments: [
        ("", "must be"), ("[]", "must be"), (#"{"services": {"a": []}}"#, "a has no shard"),
        (
            #"{"services": {"a": [{"endpoint": "tcp://x:1", "publicKey": "short"}]}}"#,
            "a[0].publicKey is not a key in Z85"
        ),
        (#"{"services": {"a": [{"endpoint": "http://x", "publicKey": "KEY"}]}}"#, "a[0].endpoint"),
    ])
    func `a wrong map is refused with its path and place`(text: String, fault: String) throws {
        let error = #expect(throws: MeshMapError.self) {
            try read(text.replacing("KEY", with: key.z85))
        }
        #expect(error?.description.contains(fault) == true)
    }

    @Test func `a map is read as other systems write it, from a file and from a text`() throws {
        let map = #"{"services": {"a": [{"endpoint": "tcp://x:1", "publicKey": "KEY"}]}}"#
            .replacing("KEY", with: key.z85)
        let further = map.replacing(#""endpoint""#, with: #""note": "rack 4", "endpoint""#)
        for text in [
            map, map + "\n", "\u{FEFF}" + map + "\r\n", map.replacing(": ", with: ":\r\n\t"),
            further,
        ] {
            #expect(try MeshMap(text: text).services["a"]?.first?.endpoint == "tcp://x:1")
            #expect(try read(text).services["a"]?.first?.publicKey == key)
        }
    }

    private func read(_ text: String) throws -> MeshMap {
        let path = FileManager.default.temporaryDirectory.path() + "map-\(UUID().uuidString).json"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try Data(text.utf8).write(to: URL(filePath: path))
        return try MeshMap(file: path)
    }
}
