public import struct FoundationEssentials.UUID

/// How a service is.
///
/// Never personal data.
public enum Health: Method {
    public static let declaration = MethodDeclaration(
        "mesh.v1/Health",
        .read,
        "Tells whether the service can work, how far its followers are and what its jobs do.",
        access: .program,
        routing: .none
    )

    public struct Request: Message {
        /// Makes a request.
        public init() {}
    }

    public struct Reply: Message {
        /// The service's name, as in the mesh map.
        public let service: String
        /// The shard's number, from 0.
        public let shard: Int
        /// What it can do.
        public let state: ServiceState
        /// Why it is not ready, or soon will not be, for its operator.
        public let because: String?
        /// When the process started, by its wall clock.
        public let startedAt: Instant
        /// By the service's wall clock.
        public let answeredAt: Instant
        /// Its own event log.
        public let log: LogHealth
        /// How long ago identity's security log was read to its end; absent before the first time.
        public let securityAgeMs: Int64?
        /// Its followers of other services' logs.
        public let followers: [FollowerHealth]
        /// Its jobs, which run by the clock.
        public let jobs: [JobHealth]

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(
            service: String,
            shard: Int,
            state: ServiceState,
            because: String?,
            startedAt: Instant,
            answeredAt: Instant,
            log: LogHealth,
            securityAgeMs: Int64?,
            followers: [FollowerHealth],
            jobs: [JobHealth]
        ) {
            self.service = service
            self.shard = shard
            self.state = state
            self.because = because
            self.startedAt = startedAt
            self.answeredAt = answeredAt
            self.log = log
            self.securityAgeMs = securityAgeMs
            self.followers = followers
            self.jobs = jobs
        }
    }
}

/// What a service can do.
public enum ServiceState: String, Codable, Sendable, CaseIterable {
    /// It reads and writes.
    case ready
    /// It finishes what runs and takes nothing new.
    case draining
    /// It reads but can't write: a full disk, a failed commit.
    case readOnly
    /// It reads, and writes only what the mesh itself needs: its disk has only the reserve left.
    case noRoom
    /// It answers, but its wall clock was set or it was once: work that is due by the clock stops.
    case suspectClock
    /// It has lost contact with identity: persons and programs are refused `unproven`.
    case unproven
    /// Its database was put back from a copy: persons are shut out until an operator confirms.
    case restored
}

/// A service's own event log.
public struct LogHealth: Message {
    /// Changes when the log is no longer the one that was read: after a restore.
    public let epoch: UUID
    /// The number of the newest event.
    public let head: Int64
    /// The number below which events were trimmed.
    public let tail: Int64

    /// Makes one from its fields.
    public init(epoch: UUID, head: Int64, tail: Int64) {
        self.epoch = epoch
        self.head = head
        self.tail = tail
    }
}

/// How a follower is.
public struct FollowerHealth: Message {
    /// As `identity.security`.
    public let name: String
    /// The service whose log it reads.
    public let source: String
    /// The shard whose log it reads.
    public let shard: Int
    /// What it does with events.
    public let sort: FollowerKind
    /// The number of the last event that it applied.
    public let position: Int64
    /// How many events it has yet to apply, as far as it knows.
    public let lag: Int64
    /// How long ago it had read to the end; absent before the first time.
    public let ageMs: Int64?
    /// How many things have an event that could not be applied.
    public let parked: Int64
    /// What stops it, if something does.
    public let trouble: String?

    /// Makes one from its fields.
    public init(
        name: String,
        source: String,
        shard: Int,
        sort: FollowerKind,
        position: Int64,
        lag: Int64,
        ageMs: Int64?,
        parked: Int64,
        trouble: String?
    ) {
        self.name = name
        self.source = source
        self.shard = shard
        self.sort = sort
        self.position = position
        self.lag = lag
        self.ageMs = ageMs
        self.parked = parked
        self.trouble = trouble
    }
}

/// What a follower does with events.
public enum FollowerKind: String, Codable, Sendable, CaseIterable {
    /// Keeps others' state.
    case projection
    /// Acts on what happened, once.
    case effects
}

/// How a job is.
public struct JobHealth: Message {
    /// As `expire-lots`.
    public let name: String
    /// When it runs next; absent while it waits to be woken.
    public let nextAt: Instant?
    /// How many times in a row it has failed.
    public let failures: Int64
    /// What stops it, if something does.
    public let trouble: String?

    /// Makes one from its fields.
    public init(name: String, nextAt: Instant?, failures: Int64, trouble: String?) {
        self.name = name
        self.nextAt = nextAt
        self.failures = failures
        self.trouble = trouble
    }
}
