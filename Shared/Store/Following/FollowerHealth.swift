package import struct FoundationEssentials.UUID

/// How a follower fares.
package struct FollowerHealth: Sendable {
    package enum Phase: String, Sendable { case snapshot, catchingUp, following, stopped }

    package let name: String
    package let source: String
    package let shard: Int
    package let phase: Phase
    /// Nil before the first event.
    package let position: EventPosition?
    /// The log's last event, as far as known.
    package let head: Int64
    /// When the log was last read to its head, in monotonic milliseconds; nil if never.
    package let provenAtMilliseconds: Int64?
    /// Attempts in a row that could not read the log or write the database.
    package let failures: Int
    package let failure: String?
    package let stop: FollowerStop?
    package let parkedSubjects: Int

    /// How many events lie between the position and the head.
    package var lag: Int64 { max(0, head - (position?.seq ?? 0)) }
}

/// A subject whose events wait because one of them could not be applied.
package struct ParkedSubject: Sendable, Hashable {
    package let subject: UUID
    /// The first event that waits.
    package let kind: String
    package let seq: Int64
    package let reason: String
    package let parkedAtMilliseconds: Int64
    package let eventCount: Int
}
