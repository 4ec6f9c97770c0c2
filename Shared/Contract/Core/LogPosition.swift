public import struct FoundationEssentials.UUID

/// A place in the event log of one shard of one service.
public struct LogPosition: Message {
    /// The service whose log it is.
    public let service: String
    /// The shard of that service, from 0.
    public let shard: Int
    /// Changes when the log is no longer the one that was read: after a restore.
    public let epoch: UUID
    /// The number of the last event, from 1.
    public let seq: Int64

    /// Makes a position, as one that was kept.
    public init(service: String, shard: Int, epoch: UUID, seq: Int64) {
        self.service = service
        self.shard = shard
        self.epoch = epoch
        self.seq = seq
    }
}
