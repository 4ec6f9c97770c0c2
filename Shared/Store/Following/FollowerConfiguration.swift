/// What a follower does with events, which decides how it may begin.
package enum FollowerKind: String, Sendable {
    /// Keeps others' state: begins with a snapshot, and takes another if the log has changed.
    case projection
    /// Acts on what happened: reads from the first event, and stops if the log has changed.
    case effects
}

/// Whom a follower reads, and what it does with what it reads.
package struct FollowerConfiguration: Sendable {
    /// Names its position in the database, together with the shard.
    package var name: String
    /// The service that is followed.
    package var source: String
    package var shard: Int
    package var kind: FollowerKind
    package var handlers: [FollowerHandler]
    /// How many events one transaction takes at most; fewer if they take long.
    package var batchLimit = 512
    /// How long a read waits for news: the log's freshness is proven that often.
    package var waitMilliseconds = 300
    /// Whether its transactions come before all that waits for the writer.
    package var isUrgent = false
    /// A batch that took so long is committed with what it has.
    package var sliceMilliseconds: Int64 = 40
    /// How often an effects follower tells the source how far it has come.
    package var acknowledgementMilliseconds: Int64 = 5_000
    /// What the source calls it.
    package var readerName: String
    /// Between attempts, by their number; a test makes it nothing.
    package var pause: @Sendable (_ failures: Int) async -> Void = FollowerBackoff.pause
    /// For freshness: milliseconds that are never turned back.
    package var monotonicMilliseconds: @Sendable () -> Int64 = {
        SystemStoreClock().monotonicMilliseconds
    }

    package init(
        name: String,
        source: String,
        shard: Int = 0,
        kind: FollowerKind,
        handlers: [FollowerHandler]
    ) {
        self.name = name
        readerName = name
        self.source = source
        self.shard = shard
        self.kind = kind
        self.handlers = handlers
    }
}

/// What a follower does with one kind of event.
package struct FollowerHandler: Sendable {
    package let kind: String
    /// Applies an event, or a snapshot's state, in the transaction that stores the position.
    ///
    /// What it throws parks the event's subject, unless it is the disk's error.
    package let apply: @Sendable (StoredEvent, Transaction) throws -> Void
    /// What becomes of things that a snapshot no longer had; nil keeps them as they are.
    package let retention: Retention?

    package init(
        kind: String,
        retention: Retention? = nil,
        apply: @escaping @Sendable (StoredEvent, Transaction) throws -> Void
    ) {
        self.kind = kind
        self.apply = apply
        self.retention = retention
    }
}

/// How long to wait before a log is asked again that could not be read.
package enum FollowerBackoff {
    static let firstMilliseconds = 50
    /// A healed network is noticed within five seconds, and a connection takes its part of them.
    static let lastMilliseconds = 1_000

    /// Full jitter: followers of one service must not come back in step.
    static func milliseconds(
        afterFailures failures: Int,
        using generator: inout some RandomNumberGenerator
    ) -> Int {
        let ceiling = min(firstMilliseconds << min(failures, 10), lastMilliseconds)
        return Int.random(in: firstMilliseconds / 2...ceiling, using: &generator)
    }

    package static func pause(_ failures: Int) async {
        var generator = SystemRandomNumberGenerator()
        let wait = milliseconds(afterFailures: failures, using: &generator)
        try? await Task.sleep(for: .milliseconds(wait))
    }
}
