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
        public init() {}
    }

    public struct Reply: Message {
        public let service: String
        public let shard: Int
        public let state: ServiceState
        /// Why it is not ready, for its operator.
        public let because: String?
        public let startedAt: Instant
        /// By the service's wall clock.
        public let answeredAt: Instant
        public let log: LogHealth
        /// How long ago identity's security log was read to its end; absent before the first time.
        public let securityAgeMs: Int64?
        public let followers: [FollowerHealth]
        public let jobs: [JobHealth]

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

public enum ServiceState: String, Codable, Sendable, CaseIterable {
    case ready
    /// It finishes what runs and takes nothing new.
    case draining
    /// It reads but can't write: a full disk, a failed commit.
    case readOnly
    /// It answers, but its wall clock was set or it was once: work that is due by the clock stops.
    case suspectClock
}

/// A service's own event log.
public struct LogHealth: Message {
    public let epoch: UUID
    /// The number of the newest event.
    public let head: Int64
    /// The number below which events were trimmed.
    public let tail: Int64

    public init(epoch: UUID, head: Int64, tail: Int64) {
        self.epoch = epoch
        self.head = head
        self.tail = tail
    }
}

/// How a follower is.
public struct FollowerHealth: Message {
    public let name: String
    /// The service whose log it reads.
    public let source: String
    public let shard: Int
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

public enum FollowerKind: String, Codable, Sendable, CaseIterable {
    case projection, effects
}

/// How a job is.
public struct JobHealth: Message {
    public let name: String
    /// When it runs next; absent while it waits to be woken.
    public let nextAt: Instant?
    /// How many times in a row it has failed.
    public let failures: Int64
    /// What stops it, if something does.
    public let trouble: String?

    public init(name: String, nextAt: Instant?, failures: Int64, trouble: String?) {
        self.name = name
        self.nextAt = nextAt
        self.failures = failures
        self.trouble = trouble
    }
}
