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
        /// Makes a request.
        public init() {}
    }

    public struct Reply: Message {
        /// The service's name, as in the mesh map.
        public let service: String
        /// The shard's number, from 0.
        public let shard: Int
        /// When the process started, by its wall clock.
        public let startedAt: Instant
        /// When it answered, by its wall clock.
        public let answeredAt: Instant
        /// As many as fit into a reply; `metrics_left_out` counts the rest.
        public let metrics: [Metric]

        /// Makes a reply, as a service or a `FakeMesh` does.
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
    /// How its number is to be read.
    public let kind: MetricKind
    /// As `method`: `loyalty.v1/AwardPoints`.
    public let labels: [String: String]
    /// A counter's or a gauge's value.
    public let value: Double?
    /// What a timer or a recorder saw.
    public let distribution: Distribution?

    /// Makes one from its fields.
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

/// How a metric's number is to be read.
public enum MetricKind: String, Codable, Sendable, CaseIterable {
    /// A number that only rises.
    case counter
    /// A number that goes both ways.
    case gauge
    /// A distribution of durations, in nanoseconds.
    case timer
    /// A distribution of plain numbers.
    case recorder
}

/// How values were distributed; percentiles are of a histogram with two significant digits.
public struct Distribution: Message {
    /// How many values there were.
    public let count: Int64
    /// Their sum, in the metric's unit.
    public let sum: Double
    /// The least value.
    public let min: Int64
    /// The greatest value.
    public let max: Int64
    /// Half of the values are at most this.
    public let p50: Int64
    /// 90 % of the values are at most this.
    public let p90: Int64
    /// 99 % of the values are at most this.
    public let p99: Int64
    /// 99.9 % of the values are at most this.
    public let p999: Int64

    /// Makes one from its fields.
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
