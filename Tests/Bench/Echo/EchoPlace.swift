import FoundationEssentials
import OctopusMesh

/// What a server leaves in its folder for those who call it.
struct EchoPlace: Codable {
    let service: String
    /// Whom to watch for processor time.
    let processID: Int32
    let endpoint: String
    let publicKey: String
    /// Those of all who may call.
    let tokens: [String]
    let routingKey: UUID

    func map() throws -> MeshMap {
        guard let key = CurvePublicKey(z85: publicKey) else { throw Spoilt() }
        return MeshMap(services: [service: [.init(endpoint: endpoint, publicKey: key)]])
    }

    /// As one of those who may call; they take turns.
    func options(_ turn: Int = 0) -> CallOptions {
        CallOptions(token: tokens[turn % tokens.count], routingKey: routingKey)
    }

    func write(to folder: String) throws {
        let data = try JSONEncoder().encode(self)
        try data.write(to: URL(filePath: "\(folder)/place.json"), options: .atomic)
    }

    static func read(from folder: String) throws -> EchoPlace {
        let data = try Data(contentsOf: URL(filePath: "\(folder)/place.json"))
        return try JSONDecoder().decode(EchoPlace.self, from: data)
    }

    /// The key that the server lets in.
    static func clientKeyFile(in folder: String) -> String { "\(folder)/client.json" }

    private struct Spoilt: Error, CustomStringConvertible {
        var description: String { "place.json has no key of the server's in Z85" }
    }
}
