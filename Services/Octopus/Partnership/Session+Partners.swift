import OctopusClient
import OctopusMesh

extension Session {
    /// Whether who is logged in works for a partner, or acts in its place.
    func isOfPartner() throws -> Bool { try profile.read().login?.partner != nil }

    /// The file of an export that was begun.
    func read(
        _ begun: BegunExport,
        of service: String
    ) async throws -> (bytes: [UInt8], rows: Int64) {
        var (bytes, chunk): ([UInt8], Int64) = ([], 0)
        while true {
            let deadline = Deadline(in: .seconds(30))
            let reply = try await asPerson(by: deadline) { login in
                try await client.call(
                    ReadExport.self,
                    .init(exportId: begun.exportId, chunk: chunk),
                    CallOptions(
                        token: login?.accessToken,
                        timeout: deadline.left,
                        shard: 0,
                        service: service
                    )
                )
            }
            guard let part = reply.part else { continue }
            bytes += part.bytes
            guard !reply.isLast else { return (bytes, reply.rows) }
            chunk += 1
        }
    }
}
