public import struct FoundationEssentials.UUID

/// A place in the event log of one shard of one service.
public struct LogPosition: Message {
    public let service: String
    public let shard: Int
    /// Changes when the log is no longer the one that was read: after a restore.
    public let epoch: UUID
    public let seq: Int64

    public init(service: String, shard: Int, epoch: UUID, seq: Int64) {
        self.service = service
        self.shard = shard
        self.epoch = epoch
        self.seq = seq
    }
}
