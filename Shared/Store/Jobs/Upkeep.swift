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

    /// A job that forgets events once they are older than `milliseconds`, as far as every registered
    /// reader has come.
    package func trimJob(keepingMilliseconds milliseconds: Int64) -> Job {
        Job("store.events") { [events] transaction in
            let before = transaction.nowMilliseconds - milliseconds
            let count = try events.trim(
                beforeMilliseconds: before,
                limit: 1_000,
                transaction
            )
            return count > 0
                ? .again : .dueAt(milliseconds: transaction.nowMilliseconds + 3_600_000)
        }
    }

    /// Looks at every page of the database; takes a reader for as long as that lasts.
    ///
    /// - Throws: `StoreError.corrupt` with the first finding.
    package func check() async throws {
        let path = configuration.path
        try await read { try DatabaseOpening.check($0, path: path, isQuick: false) }
    }
}
