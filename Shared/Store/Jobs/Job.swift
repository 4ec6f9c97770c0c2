import GRDB

/// Work that is due at a time, done in slices of at most 50 ms of the writer.
package struct Job: Sendable {
    package let name: String
    /// Does some of what is due, in a transaction of its own, and says when there is more.
    package let slice: @Sendable (Transaction) throws -> JobStep

    package init(
        _ name: String,
        slice: @escaping @Sendable (Transaction) throws -> JobStep
    ) {
        self.name = name
        self.slice = slice
    }
}

/// When a job is due next.
package enum JobStep: Sendable, Hashable {
    /// There is more to do now.
    case again
    case dueAt(milliseconds: Int64)
    /// Nothing is due until something wakes it.
    case idle
}

extension Transaction {
    /// Makes a job due, together with what this transaction leaves for it to do.
    ///
    /// - Parameters:
    ///   - name: the job's; one that no program knows yet keeps its time.
    ///   - milliseconds: when, at the latest; nil is now. A job that is due sooner stays so.
    /// - Throws: what SQLite throws.
    package func wakeJob(_ name: String, atMilliseconds milliseconds: Int64? = nil) throws {
        try database.cachedStatement(
            sql: """
                INSERT INTO jobs (name, due_at) VALUES (?, ?) ON CONFLICT DO UPDATE
                SET due_at = excluded.due_at WHERE due_at IS NULL OR due_at > excluded.due_at
                """
        ).execute(arguments: [name, milliseconds ?? nowMilliseconds])
        // The runner waits for one that is due sooner already, and need not look again.
        if database.changesCount > 0 { wakesJobs = true }
    }
}
