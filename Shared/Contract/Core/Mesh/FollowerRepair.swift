public import struct FoundationEssentials.UUID

/// What a follower could not apply.
public enum ListParked: Method {
    public static let declaration = MethodDeclaration(
        "mesh.v1/ListParked",
        .read,
        "Lists the things of which a follower has an event that it could not apply.",
        access: .anyOf(.installation),
        routing: .none
    )

    public struct Request: Message {
        /// The follower, as `Health` tells it.
        public let follower: String
        /// The shard that it reads; absent: the first.
        public let shard: Int?

        /// Makes a request.
        public init(follower: String, shard: Int? = nil) {
            self.follower = follower
            self.shard = shard
        }
    }

    public struct Reply: Message {
        /// At most 100, those first that wait the longest.
        public let parked: [ParkedThing]

        /// Makes a reply.
        public init(parked: [ParkedThing]) {
            self.parked = parked
        }
    }
}

/// A thing whose events wait because one of them could not be applied.
public struct ParkedThing: Message {
    /// What the events are about.
    public let subject: UUID
    /// The first event that waits.
    public let kind: String
    /// Its number in the log.
    public let seq: Int64
    /// The kind of the fault; never personal.
    public let reason: String
    /// Since when the event waits.
    public let parkedAt: Instant
    /// How many events wait.
    public let events: Int64

    /// Describes one.
    public init(
        subject: UUID,
        kind: String,
        seq: Int64,
        reason: String,
        parkedAt: Instant,
        events: Int64
    ) {
        self.subject = subject
        self.kind = kind
        self.seq = seq
        self.reason = reason
        self.parkedAt = parkedAt
        self.events = events
    }
}

/// Applies again what could not be applied about a thing, after what hindered it was mended.
public enum RetryParked: Method {
    public static let declaration = MethodDeclaration(
        "mesh.v1/RetryParked",
        .command,
        "Applies again what a follower could not apply about a thing; a new release does so by itself.",
        access: .anyOf(.installation),
        routing: .none
    )

    public struct Request: Message {
        /// The follower, as `Health` tells it.
        public let follower: String
        /// The shard that it reads; absent: the first.
        public let shard: Int?
        /// What the events are about.
        public let subject: UUID

        /// Makes a request.
        public init(follower: String, shard: Int? = nil, subject: UUID) {
            self.follower = follower
            self.shard = shard
            self.subject = subject
        }
    }

    public struct Reply: Message {
        /// Whether nothing waits about the thing any more.
        public let isApplied: Bool

        /// Makes a reply.
        public init(isApplied: Bool) {
            self.isApplied = isApplied
        }
    }
}

/// Lets a follower go on that stopped because events are lost to it.
public enum AcceptLoss: Method {
    public static let declaration = MethodDeclaration(
        "mesh.v1/AcceptLoss",
        .command,
        "Lets a follower that stopped go on from the first event that is kept; it acts once on each thing.",
        access: .anyOf(.installation),
        routing: .none,
        reasons: [.wrongState]
    )

    public struct Request: Message {
        /// The follower, as `Health` tells it.
        public let follower: String
        /// The shard that it reads; absent: the first.
        public let shard: Int?

        /// Makes a request.
        public init(follower: String, shard: Int? = nil) {
            self.follower = follower
            self.shard = shard
        }
    }

    public typealias Reply = Empty
}
