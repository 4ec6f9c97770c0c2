package import Logging
import Synchronization

/// Runs a service's jobs when they are due, one slice of one job at a time.
///
/// When a job is due is in the database, so a restart forgets nothing; there is one process for a
/// database and one runner in it, so nothing runs twice at once.
package final class JobRunner: Sendable {
    private struct State {
        /// When each job last had its turn, so that one with endless work leaves room for the rest.
        var turns: [String: Int64] = [:]
        var turn: Int64 = 0
        var isClockTrusted = true
        /// The jobs as they were last looked at.
        var health: [JobHealth] = []
    }

    private let store: Store
    private let jobs: [String: Job]
    private let clock: any StoreClock
    private let logger: Logger
    private let state = Mutex(State())

    package init(store: Store, jobs: [Job], clock: any StoreClock, logger: Logger) {
        self.store = store
        self.jobs = Dictionary(jobs.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        self.clock = clock
        self.logger = logger
    }

    /// Runs what is due until the task is cancelled.
    package func run() async {
        await ReadTicket.$current.withValue(.mesh) { await runUntilCancelled() }
    }

    private func runUntilCancelled() async {
        var failures = 0
        while !Task.isCancelled {
            do {
                try await prepare()
                while !Task.isCancelled {
                    try await runOne()
                    failures = 0
                }
            } catch is CancellationError {
                return
            } catch {
                // A store that only reads stays so until a restart: once a minute is enough.
                if failures % 60 == 0 {
                    logger.error("Jobs can't be run", metadata: ["error": "\(error)"])
                }
                failures += 1
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    /// Runs slices until nothing is due at the clock's present.
    ///
    /// - Returns: how many it ran.
    @discardableResult
    package func runDue() async throws -> Int {
        try await prepare()
        var count = 0
        while try await runNext() { count += 1 }
        return count
    }

    /// Makes a job due now.
    package func wake(_ name: String) async throws {
        try await store.write(label: "wake \(name)") { try $0.wakeJob(name) }
    }

    package func health() async throws -> [JobHealth] {
        try await store.read(JobTable.health)
    }

    /// How the jobs were when the runner last looked, which it does before and after each slice.
    package var lastHealth: [JobHealth] { state.withLock { $0.health } }

    /// False while the wall clock is not believed, and nothing is run.
    package var isClockTrusted: Bool { state.withLock { $0.isClockTrusted } }

    /// What is due later is looked at when the runner starts.
    private static let longestRest: Int64 = 24 * 3_600_000

    /// Makes the jobs known, and lets those that are due late decide anew.
    ///
    /// A clock that was ahead may have put them off; they know better when they are due.
    private func prepare(lookingAtAll isAll: Bool = false) async throws {
        let names = jobs.keys.sorted()
        let rest = isAll ? 0 : Self.longestRest
        let isTrusted = store.isClockTrusted
        try await store.write(label: "jobs") { transaction in
            try JobTable.add(names, transaction)
            guard isTrusted else { return }
            let moment = transaction.nowMilliseconds + rest
            try JobTable.lookAt(names, dueAfterMilliseconds: moment, transaction)
        }
    }

    /// Runs a slice, or waits until one may be due.
    private func runOne() async throws {
        let level = store.jobNews.value
        if try await runNext() { return }
        let next = try await dueJobs().first?.atMilliseconds
        let wall = clock.wallMilliseconds
        // A suspect clock is looked at again every second.
        let wakeAt = isClockTrusted ? next : wall + 1_000
        await sleep(untilWallMilliseconds: wakeAt, orNewsAfter: level)
    }

    private func sleep(untilWallMilliseconds wakeAt: Int64?, orNewsAfter level: Int64) async {
        await withTaskGroup { group in
            group.addTask { [store] in await store.jobNews.wait(for: level + 1, timeout: nil) }
            if let wakeAt {
                group.addTask { [clock] in
                    await clock.sleep(untilWallMilliseconds: wakeAt)
                    return true
                }
            }
            _ = await group.next()
            group.cancelAll()
        }
    }

    /// - Returns: whether a slice was run.
    private func runNext() async throws -> Bool {
        guard try await checkClock() else { return false }
        let now = clock.wallMilliseconds
        let due = try await dueJobs().filter { $0.atMilliseconds <= now }
        let chosen = state.withLock { state in
            due.min { state.turns[$0.name, default: 0] < state.turns[$1.name, default: 0] }
        }
        guard let chosen, let job = jobs[chosen.name] else { return false }
        state.withLock { state in
            state.turn += 1
            state.turns[job.name] = state.turn
        }
        try await runSlice(of: job)
        return true
    }

    private func runSlice(of job: Job) async throws {
        do {
            try await store.write(label: "job \(job.name)") { transaction in
                let step = try job.slice(transaction)
                try JobTable.finished(job.name, step, transaction)
            }
        } catch let error as StoreError {
            throw error
        } catch {
            let failure = String(reflecting: type(of: error))
            logger.error(
                "A job failed",
                metadata: ["job": "\(job.name)", "error": "\(error)"]
            )
            try await store.write(label: "job \(job.name)") {
                try JobTable.failed(job.name, failure, $0)
            }
        }
    }

    private func dueJobs() async throws -> [JobTable.Due] {
        let health = try await store.read(JobTable.health)
        state.withLock { $0.health = health }
        return health.compactMap { job in
            guard jobs[job.name] != nil, let milliseconds = job.dueAtMilliseconds else {
                return nil
            }
            return JobTable.Due(name: job.name, atMilliseconds: milliseconds)
        }
        .sorted { ($0.atMilliseconds, $0.name) < ($1.atMilliseconds, $1.name) }
    }

    private func checkClock() async throws -> Bool {
        let isTrusted = store.isClockTrusted
        let wasTrusted = state.withLock { state in
            defer { state.isClockTrusted = isTrusted }
            return state.isClockTrusted
        }
        if wasTrusted, !isTrusted {
            logger.critical(
                "The wall clock can't be believed",
                metadata: ["trouble": "\(store.clockTrouble ?? "")"]
            )
        }
        if !wasTrusted, isTrusted {
            logger.notice("The wall clock is right again: jobs go on")
            try await prepare(lookingAtAll: true)
        }
        return isTrusted
    }
}
