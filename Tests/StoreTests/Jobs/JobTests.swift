import Foundation
import GRDB
import Testing

@testable import OctopusStore

@Suite struct JobTests {
    let folder: Folder
    let wall = Wall()
    let clock: ManualClock

    init() throws {
        folder = try Folder()
        clock = ManualClock(wall)
    }

    private struct Broken: Error {}

    private func runner(_ store: Store, _ jobs: [Job]) -> JobRunner {
        JobRunner(store: store, jobs: jobs, clock: clock, logger: quiet)
    }

    @Test func `a job runs slice after slice, each in a transaction of its own`() async throws {
        let slices = Box(0)
        try await withStore(in: folder, clock: clock) { store in
            let job = Job("notes") { transaction in
                let slice = slices.change { count in
                    count += 1
                    return count
                }
                try transaction.note("\(slice)")
                return slice < 3 ? .again : .idle
            }
            #expect(try await runner(store, [job]).runDue() == 3)
            try await store.expect(notes: ["1", "2", "3"])
            #expect(try await runner(store, [job]).runDue() == 0)
        }
    }

    @Test func `a job with endless work leaves room for the others`() async throws {
        let turns = Box<[String]>([])
        try await withStore(in: folder, clock: clock) { store in
            let jobs = ["a", "b"].map { name in
                Job(name) { _ in
                    turns.change { $0.append(name) }
                    return turns.value.filter { $0 == name }.count < 3 ? .again : .idle
                }
            }
            try await runner(store, jobs).runDue()
            #expect(turns.value == ["a", "b", "a", "b", "a", "b"])
        }
    }

    @Test func `a job waits for its time, and a moved clock wakes it`() async throws {
        let runs = Box(0)
        try await withStore(in: folder, clock: clock) { store in
            let job = Job("monthly") { transaction in
                runs.change { $0 += 1 }
                return .dueAt(milliseconds: transaction.nowMilliseconds + 30 * 86_400_000)
            }
            let runner = runner(store, [job])
            let running = Task { await runner.run() }
            while clock.sleeperCount == 0 { await Task.yield() }
            #expect(runs.value == 1)
            clock.advance(byMilliseconds: 30 * 86_400_000)
            while runs.value < 2 { await Task.yield() }
            running.cancel()
            await running.value
        }
    }

    @Test func `a transaction that leaves work wakes its job`() async throws {
        let runs = Box(0)
        try await withStore(in: folder, clock: clock) { store in
            let job = Job("outbox") { transaction in
                runs.change { $0 += 1 }
                return .idle
            }
            let runner = runner(store, [job])
            try await runner.runDue()
            let running = Task { await runner.run() }
            // One that is undone wakes nobody.
            _ = try? await store.write { transaction in
                try transaction.wakeJob("outbox")
                throw Broken()
            }
            #expect(try await runner.health().first?.dueAtMilliseconds == nil)
            try await store.write { try $0.wakeJob("outbox") }
            while runs.value < 2 { await Task.yield() }
            running.cancel()
            await running.value
            #expect(runs.value == 2)
        }
    }

    @Test func `a job that is due sooner is not put off, and its runner not woken`() async throws {
        try await withStore(in: folder, clock: clock) { store in
            let runner = runner(store, [Job("index") { _ in .idle }])
            try await runner.runDue()
            var news: [Int] = []
            for wait in [500, 700, 500, 300] as [Int64] {
                let before = store.jobNews.value
                try await store.write {
                    try $0.wakeJob("index", atMilliseconds: $0.nowMilliseconds + wait)
                }
                news.append(Int(store.jobNews.value - before))
            }
            #expect(news == [1, 0, 0, 1])
            let due = try await runner.health().first?.dueAtMilliseconds
            #expect(due == wall.milliseconds + 300)
        }
    }

    @Test func `work that is due survives a restart`() async throws {
        try await withStore(in: folder, clock: clock) { store in
            let job = Job("later") { _ in .dueAt(milliseconds: Wall.start + 1_000) }
            try await runner(store, [job]).runDue()
        }
        clock.advance(byMilliseconds: 999)
        let runs = Box(0)
        let job = Job("later") { _ in
            runs.change { $0 += 1 }
            return .idle
        }
        _ = try await withStore(in: folder, clock: clock) { try await runner($0, [job]).runDue() }
        #expect(runs.value == 0)
        clock.advance(byMilliseconds: 1)
        _ = try await withStore(in: folder, clock: clock) { try await runner($0, [job]).runDue() }
        #expect(runs.value == 1)
    }

    @Test func `a slice that fails leaves nothing and is tried again, less and less often`()
        async throws
    {
        try await withStore(in: folder, clock: clock) { store in
            let job = Job("broken") { transaction in
                try transaction.note("half")
                throw Broken()
            }
            let runner = runner(store, [job])
            var waits: [Int64] = []
            for _ in 0..<3 {
                try await runner.runDue()
                let due = try #require(try await runner.health().first?.dueAtMilliseconds)
                waits.append(due - wall.milliseconds)
                clock.advance(byMilliseconds: due - wall.milliseconds)
            }
            #expect(waits == [1_000, 2_000, 4_000])
            try await store.expect(notes: [])
            let health = try #require(try await runner.health().first)
            #expect(health.failures == 3)
            #expect(health.failure?.contains("Broken") == true)
        }
    }

    @Test func `nothing runs by a wall clock that was set`() async throws {
        let runs = Box(0)
        try await withStore(in: folder, clock: clock) { store in
            let job = Job("expiry") { _ in
                runs.change { $0 += 1 }
                return .idle
            }
            let runner = runner(store, [job])
            clock.setWall(aheadByMilliseconds: 6 * 60_000)
            try await runner.runDue()
            #expect(runs.value == 0)
            #expect(!runner.isClockTrusted)
            clock.setWall(aheadByMilliseconds: 0)
            try await runner.runDue()
            #expect(runs.value == 1)
            #expect(runner.isClockTrusted)
        }
    }

    @Test func `jobs of another release keep their time`() async throws {
        try await withStore(in: folder, clock: clock) { store in
            try await runner(store, [Job("old") { _ in .dueAt(milliseconds: .max) }]).runDue()
            try await runner(store, [Job("new") { _ in .idle }]).runDue()
            let health = try await runner(store, []).health()
            #expect(health.map(\.name) == ["new", "old"])
        }
    }
}
