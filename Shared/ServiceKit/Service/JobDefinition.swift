package import OctopusContract

/// Work that is due at a time, done in slices of at most 50 ms of the writer.
package struct JobDefinition<Environment: Sendable>: Sendable {
    package let name: String
    /// Does one slice and says when the next is due.
    package let slice: @Sendable (WorkContext<Environment>) throws -> JobResult

    package init(
        _ name: String,
        slice: @escaping @Sendable (WorkContext<Environment>) throws -> JobResult
    ) {
        self.name = name
        self.slice = slice
    }
}

/// When a job wants to run again.
package enum JobResult: Sendable, Hashable {
    /// There is more to do now.
    case again
    case dueAt(Instant)
    /// Nothing is due until something wakes it.
    case idle
}
