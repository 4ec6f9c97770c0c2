import GRDB

/// Several pieces of work in one transaction, and what becomes of them when it breaks.
struct Batch {
    let statements: Statements
    let configuration: StoreConfiguration
    let status: StoreStatus
    let meter: WriterMeter
    let reserve: Reserve
    let checkpoints: Checkpoints
    let didCommit: @Sendable (CommitNews) -> Void

    /// Performs, commits, and answers.
    func run(_ works: WriterQueue.Turns) {
        let start = monotonicNanoseconds()
        reserve.look(at: start)
        let changes = statements.database.totalChangesCount
        var taken: [Work] = []
        do {
            try statements.begin()
            try perform(works, &taken)
        } catch let gone as TransactionGone {
            meter.broke()
            return runEachAlone(taken, cause: gone.cause)
        } catch {
            // The transaction never began, so nothing was done for anybody.
            return failAll(works, describing: error)
        }
        commit(taken, since: start, changes)
    }

    /// `taken` is what has been begun, when it throws too.
    private func perform(
        _ works: some Sequence<Work>,
        _ taken: inout [Work]
    ) throws(TransactionGone) {
        let limit = Int64(configuration.writerLimitMilliseconds) * 1_000_000
        let context = BatchContext(
            statements: statements,
            nowMilliseconds: configuration.nowMilliseconds(),
            configuration: configuration,
            status: status,
            isRoomLow: reserve.isLow
        )
        var before = monotonicNanoseconds()
        do throws(TransactionGone) {
            for work in works {
                taken.append(work)
                try work.perform(in: context)
                let after = monotonicNanoseconds()
                meter.performed(work.label, nanoseconds: after - before, limit: limit)
                before = after
            }
            try context.writeSums()
        } catch {
            rollBack()
            throw error
        }
    }

    /// Runs each again by itself, so that only the one at fault fails.
    ///
    /// Disk full, an I/O error or the like has undone the work of all.
    private func runEachAlone(_ works: [Work], cause: any Error) {
        for work in works {
            if case .readOnly(let cause) = status.current {
                work.fail(.readOnly(cause))
                continue
            }
            let start = monotonicNanoseconds()
            let changes = statements.database.totalChangesCount
            do {
                try statements.begin()
                var taken: [Work] = []
                try perform(CollectionOfOne(work), &taken)
                commit([work], since: start, changes)
            } catch let gone as TransactionGone {
                work.forget()
                work.fail(Self.failure(for: gone.cause, path: configuration.path))
            } catch {
                work.fail(Self.failure(for: error, path: configuration.path))
            }
        }
    }

    private func failAll(_ works: WriterQueue.Turns, describing error: any Error) {
        let failure = Self.failure(for: error, path: configuration.path)
        for work in works { work.fail(failure) }
    }

    private func commit(_ works: [Work], since start: Int64, _ changesBefore: Int) {
        if case .readOnly(let cause) = status.current {
            // Damage was found on the way: what else this batch did is not trusted to it.
            rollBack()
            for work in works { work.fail(.readOnly(cause)) }
            return
        }
        do {
            try outlive(works, hasChanged: statements.database.totalChangesCount > changesBefore)
        } catch {
            rollBack()
            let cause = "\(StoreError.reading(error, path: configuration.path))"
            status.stopWriting(cause, mayRecover: true)
            for work in works { work.fail(.readOnly(cause)) }
            return
        }
        configuration.hooks.batchWillCommit()
        FaultPoint.hit("commit.before")
        let before = monotonicNanoseconds()
        do {
            try statements.run("COMMIT")
        } catch {
            rollBack()
            reserve.shrink()
            status.stopWriting(
                "a commit failed: \(StoreError.reading(error, path: configuration.path))",
                mayRecover: StoreError.mayRecover(from: error)
            )
            for work in works { work.fail(.unknown) }
            return
        }
        FaultPoint.hit("commit.after")
        let after = monotonicNanoseconds()
        meter.committed(works.count, nanoseconds: after - before, busyNanoseconds: after - start)
        configuration.hooks.batchDidCommit()
        if works.contains(where: \.leavesNoTrace) { checkpoints.askToEmpty() }
        tell(works)
    }

    /// Writes what a restore must not undo, and counts a commit that no event tells of.
    private func outlive(_ works: [Work], hasChanged: Bool) throws {
        guard let survival = configuration.survival else { return }
        let records = works.flatMap(\.outliving)
        if !records.isEmpty {
            try survival.append(records, nowMilliseconds: configuration.nowMilliseconds())
            FaultPoint.hit("survival.after")
        }
        guard hasChanged, works.allSatisfy(\.appended.isEmpty),
            let generation = survival.nextGeneration()
        else { return }
        try statements.run(
            "UPDATE meta SET value = ? WHERE name = ?",
            [generation, Store.generationName]
        )
    }

    private func tell(_ works: [Work]) {
        var news = CommitNews()
        for work in works {
            news.events += work.appended
            news.wakesJobs = news.wakesJobs || work.wakesJobs
            for observer in work.commitObservers { observer() }
        }
        didCommit(news)
        // Answering is somebody else's work: the writer has its next batch to do.
        Task.detached { for work in works { work.finish() } }
    }

    private func rollBack() {
        guard statements.database.isInsideTransaction else { return }
        // If even that fails, SQLite has ended the transaction itself.
        try? statements.database.rollback()
    }

    private static func failure(for error: any Error, path: String) -> WorkFailure {
        switch StoreError.reading(error, path: path) {
        case .diskFull:
            .noRoom
        case .busy:
            .overloaded
        default:
            .failed(error)
        }
    }
}
