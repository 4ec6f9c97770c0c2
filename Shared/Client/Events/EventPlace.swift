import OctopusCBOR
import struct FoundationEssentials.UUID

/// How far a program has read a service's log: keep it together with what the events made you do.
///
/// It is opaque. A place is worth something with the service, the shard and the kind of event that it was
/// made with.
public struct EventPlace: Codable, Hashable, Sendable {
    /// The service whose log it is.
    public let service: String
    /// The shard of that service.
    public let shard: Int
    /// Where the page began in which the event stood; nil at the log's beginning.
    let after: Bytes?
    /// The last event of that page that was given out; nil if all of it was.
    let through: UUID?

    init(service: String, shard: Int, after: Bytes?, through: UUID? = nil) {
        self.service = service
        self.shard = shard
        self.after = after
        self.through = through
    }
}
