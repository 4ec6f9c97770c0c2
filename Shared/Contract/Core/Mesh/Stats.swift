/// What a service has counted and timed since it started.
public enum Stats: Method {
    public static let declaration = MethodDeclaration(
        "mesh.v1/Stats",
        .read,
        "Answers the service's metrics as they are now.",
        access: .program,
        routing: .none
    )

    public struct Request: Message {
        public init() {}
    }

    public struct Reply: Message {
        public let service: String
        public let shard: Int
        public let startedAt: Instant
        public let answeredAt: Instant
        public let metrics: [Metric]

        public init(
            service: String,
            shard: Int,
            startedAt: Instant,
            answeredAt: Instant,
            metrics: [Metric]
        ) {
            self.service = service
            self.shard = shard
            self.startedAt = startedAt
            self.answeredAt = answeredAt
            self.metrics = metrics
        }
    }
}

/// One metric with one set of labels.
public struct Metric: Message {
    /// As `calls` or `call_duration`; without unit.
    public let name: String
    public let kind: MetricKind
    /// As `method`: `loyalty.v1/AwardPoints`.
    public let labels: [String: String]
    /// A counter's or a gauge's value.
    public let value: Double?
    /// What a timer or a recorder saw.
    public let distribution: Distribution?

    public init(
        name: String,
        kind: MetricKind,
        labels: [String: String],
        value: Double?,
        distribution: Distribution?
    ) {
        self.name = name
        self.kind = kind
        self.labels = labels
        self.value = value
        self.distribution = distribution
    }
}

public enum MetricKind: String, Codable, Sendable, CaseIterable {
    case counter, gauge
    /// A distribution of durations, in nanoseconds.
    case timer
    /// A distribution of plain numbers.
    case recorder
}

/// How values were distributed; percentiles are of a histogram with two significant digits.
public struct Distribution: Message {
    public let count: Int64
    public let sum: Double
    public let min: Int64
    public let max: Int64
    public let p50: Int64
    public let p90: Int64
    public let p99: Int64
    public let p999: Int64

    public init(
        count: Int64,
        sum: Double,
        min: Int64,
        max: Int64,
        p50: Int64,
        p90: Int64,
        p99: Int64,
        p999: Int64
    ) {
        self.count = count
        self.sum = sum
        self.min = min
        self.max = max
        self.p50 = p50
        self.p90 = p90
        self.p99 = p99
        self.p999 = p999
    }
}
