public import FoundationEssentials
import Glibc

/// Where the services are, and the public keys that prove it.
///
/// The file is `{"services": {"loyalty": [{"endpoint": "tcp://…", "publicKey": "…"}]}}`, one entry
/// for each shard, in the shards' order.
public struct MeshMap: Sendable, Hashable {
    /// One process with one database.
    public struct Shard: Sendable, Hashable {
        /// As `tcp://127.0.0.1:7401`.
        public let endpoint: String
        /// The key that proves that it is the service.
        public let publicKey: CurvePublicKey

        /// Makes an entry of the map.
        public init(endpoint: String, publicKey: CurvePublicKey) {
            self.endpoint = endpoint
            self.publicKey = publicKey
        }
    }

    /// The shards of each service, by the service's name and in the shards' order.
    public var services: [String: [Shard]]

    /// Makes a map in memory.
    public init(services: [String: [Shard]]) {
        self.services = services
    }

    /// Reads a mesh map.
    ///
    /// - Parameter file: The path.
    /// - Throws: `MeshMapError`, which names the path and what is wrong in it.
    public init(file: String) throws(MeshMapError) {
        guard let data = try? Data(contentsOf: URL(filePath: file)) else {
            throw MeshMapError(path: file, fault: "there is no such file, or it can't be read")
        }
        try self.init(data, from: file)
    }

    /// Takes a mesh map out of a text that the program already has, as an environment variable.
    ///
    /// - Parameter text: What stands in a map's file.
    /// - Throws: `MeshMapError`, which says what is wrong in it.
    public init(text: String) throws(MeshMapError) {
        try self.init(Data(text.utf8), from: "text")
    }

    private init(_ data: Data, from file: String) throws(MeshMapError) {
        let written: MapFile
        do {
            written = try JSONDecoder().decode(MapFile.self, from: data)
        } catch {
            throw MeshMapError(
                path: file,
                fault: "it must be {\"services\": {name: [{\"endpoint\", \"publicKey\"}]}}"
            )
        }
        services = [:]
        for (name, shards) in written.services {
            services[name] = try shards.enumerated().map { index, shard throws(MeshMapError) in
                guard let publicKey = CurvePublicKey(z85: shard.publicKey) else {
                    throw MeshMapError(
                        path: file,
                        fault: "\(name)[\(index)].publicKey is not a key in Z85"
                    )
                }
                guard shard.endpoint.hasPrefix("tcp://") || shard.endpoint.hasPrefix("ipc://")
                else {
                    throw MeshMapError(
                        path: file,
                        fault: "\(name)[\(index)].endpoint must begin tcp:// or ipc://"
                    )
                }
                return Shard(endpoint: shard.endpoint, publicKey: publicKey)
            }
            if shards.isEmpty {
                throw MeshMapError(path: file, fault: "\(name) has no shard")
            }
        }
    }

    /// The shard that holds what a routing key names.
    ///
    /// It is the last eight bytes of the UUID, as a big-endian number, modulo the number of shards:
    /// those bytes are random in every UUIDv7. A call without a routing key goes to the first.
    ///
    /// - Returns: Nil for a service that the map does not have.
    public func shard(of service: String, for routingKey: UUID?) -> (index: Int, shard: Shard)? {
        guard let shards = services[service], let first = shards.first else { return nil }
        guard shards.count > 1 else { return (0, first) }
        let index = Self.shardIndex(for: routingKey, among: shards.count)
        return (index, shards[index])
    }

    /// The same for a service of which only the number of shards is known.
    static func shardIndex(for routingKey: UUID?, among count: Int) -> Int {
        guard count > 1, let routingKey else { return 0 }
        return index(of: routingKey, among: count)
    }

    /// Which of `count` shards has a routing key.
    public static func index(of routingKey: UUID, among count: Int) -> Int {
        let tail = withUnsafeBytes(of: routingKey.uuid) {
            UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        }
        return Int(tail % UInt64(count))
    }
}

/// The file as it is written.
private struct MapFile: Codable {
    struct Shard: Codable {
        let endpoint: String
        let publicKey: String
    }
    let services: [String: [Shard]]
}

/// What is wrong with a mesh map.
public struct MeshMapError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file, or `text` for a map that came as a text.
    public let path: String
    /// What is wrong, and where in the map.
    public let fault: String

    public var description: String { "mesh map \(path): \(fault)" }
}
