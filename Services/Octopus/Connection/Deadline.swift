/// When a command gives up; all that it asks on the way to its answer shares the time.
struct Deadline: Sendable {
    private let end: ContinuousClock.Instant

    init(in patience: Duration) {
        end = .now + patience
    }

    var hasPassed: Bool { end <= .now }

    /// The rest of the time, and never nothing: a call without any would say less of what is wrong
    /// than one that comes too late.
    var left: Duration { max(.milliseconds(1), end - .now) }
}
