/// What every database has to have done to it.
extension Store {
    /// The store's own jobs, to be run beside the service's.
    package var upkeepJobs: [Job] {
        [
            Job("store.answers") { [answers, clock] transaction in
                try clock.mark?.save(in: transaction.database)
                let isMore = try answers.purge(transaction, limit: 500)
                return isMore ? .again : .dueAt(milliseconds: transaction.nowMilliseconds + 600_000)
            }
        ]
    }

    /// A job that forgets events that need not be kept, as far as every registered reader has come.
    package func trimJob(_ retention: LogRetention) -> Job {
        Job("store.events") { [events] transaction in
            let limit = 1_000
            let count = try events.trim(retention, limit: limit, transaction)
            return count == limit
                ? .again : .dueAt(milliseconds: transaction.nowMilliseconds + 60_000)
        }
    }

    /// Looks at every page of the database, which no service may be writing meanwhile.
    ///
    /// - Throws: `StoreError.corrupt` with the first finding.
    package func check() async throws {
        let path = configuration.path
        try await readUnbounded { try DatabaseOpening.check($0, path: path, isQuick: false) }
    }
}
