import Foundation
import GRDB
import Synchronization
import Testing

@testable import OctopusStore

/// A wall clock that was set, while a service stood still or while it ran, takes nothing away for good.
@Suite struct ClockTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    private static let minute: Int64 = 60_000
    private static let day: Int64 = 24 * 3_600_000

    /// A machine: its true time passes, and its wall clock may be off.
    private final class Machine: StoreClock {
        private struct State {
            var now = Wall.start
            var offset: Int64 = 0
            var bootID = "first"
            var bootedAt = Wall.start - 1_000_000
        }

        private let state = Mutex(State())

        var wallMilliseconds: Int64 { state.withLock { $0.now + $0.offset } }
        /// Of the process: it begins anew with each.
        var monotonicMilliseconds: Int64 { state.withLock { $0.now - 1_799_000_000_000 } }
        var boot: BootMoment? {
            state.withLock { BootMoment(bootID: $0.bootID, milliseconds: $0.now - $0.bootedAt) }
        }
        var trueMilliseconds: Int64 { state.withLock { $0.now } }

        func pass(_ milliseconds: Int64) { state.withLock { $0.now += milliseconds } }
        func set(offBy offset: Int64) { state.withLock { $0.offset = offset } }
        func restart() {
            state.withLock { state in
                state.bootID += "+"
                state.bootedAt = state.now
            }
        }
        func sleep(untilWallMilliseconds milliseconds: Int64) async {}
    }

    private func give(_ store: Store, _ key: UUID) async -> String {
        name(
            await store.command(
                StoreCommand(label: "give", key: CommandKey(scope: [1], key: key), request: [5])
            ) { _ in .commit(Answer(status: 0, effect: 3, body: [])) }
        )
    }

    private func runner(_ store: Store, _ machine: Machine) -> JobRunner {
        JobRunner(store: store, jobs: store.upkeepJobs, clock: machine, logger: quiet)
    }

    private func expectJobs(
        toRun expected: Bool,
        _ store: Store,
        _ machine: Machine,
        at location: SourceLocation = #_sourceLocation
    ) async throws {
        let count = try await runner(store, machine).runDue()
        #expect((count > 0) == expected, sourceLocation: location)
    }

    private func key(_ machine: Machine) -> UUID {
        TimeOrderedID.make(atMilliseconds: machine.trueMilliseconds)
    }

    @Test(arguments: [10 * day, 2 * day, -60 * minute, 6 * minute, -6 * minute])
    func
        `a clock that was set while the service stood still is seen at the start, and does no harm`(
            offset: Int64
        ) async throws
    {
        let machine = Machine()
        let first = key(machine)
        try await withStore(in: folder, clock: machine) { store in
            #expect(await give(store, first) == "answered")
            try await runner(store, machine).runDue()
            #expect(store.clockTrouble == nil)
        }
        machine.pass(Self.minute)
        machine.set(offBy: offset)
        try await withStore(in: folder, clock: machine) { store in
            let trouble = try #require(store.clockTrouble)
            #expect(trouble.contains(offset > 0 ? "ahead" : "behind"))
            #expect(trouble.contains("mend-clock"))
            try await expectJobs(toRun: false, store, machine)
            // Clients with the right time are served all the same, and what was done is known.
            #expect(await give(store, key(machine)) == "answered")
            #expect(await give(store, first) == "replayed")
        }
        machine.pass(10 * Self.minute)
        machine.set(offBy: 0)
        try await withStore(in: folder, clock: machine) { store in
            #expect(store.clockTrouble == nil)
            try await expectJobs(toRun: true, store, machine)
            #expect(await give(store, key(machine)) == "answered")
            #expect(await give(store, first) == "replayed")
        }
    }

    @Test func `a small step, as time servers make them, is nothing`() async throws {
        let machine = Machine()
        try await withStore(in: folder, clock: machine) { _ in }
        for _ in 0..<3 {
            machine.pass(Self.day)
            machine.set(
                offBy: machine.wallMilliseconds - machine.trueMilliseconds + 4 * Self.minute
            )
            try await withStore(in: folder, clock: machine) { #expect($0.clockTrouble == nil) }
        }
    }

    @Test
    func `after another boot a clock that went back is seen, and believed when it has come on`()
        async throws
    {
        let machine = Machine()
        try await withStore(in: folder, clock: machine) { store in
            #expect(await give(store, key(machine)) == "answered")
        }
        machine.restart()
        machine.pass(10 * Self.minute)
        machine.set(offBy: -365 * Self.day)
        try await withStore(in: folder, clock: machine) { store in
            #expect(store.clockTrouble?.contains("364 d 23 h behind") == true)
            #expect(await give(store, key(machine)) == "answered")
            // The time server is reached at last.
            machine.set(offBy: 0)
            #expect(store.clockTrouble == nil)
            machine.set(offBy: Self.day)
            #expect(store.clockTrouble != nil)
        }
    }

    @Test func `a service that stood still for a month is believed after another boot`()
        async throws
    {
        let machine = Machine()
        let first = key(machine)
        try await withStore(in: folder, clock: machine) { _ = await give($0, first) }
        machine.restart()
        machine.pass(30 * Self.day)
        try await withStore(in: folder, clock: machine) { store in
            #expect(store.clockTrouble == nil)
            try await runner(store, machine).runDue()
            #expect(await give(store, first) == "keyExpired")
            #expect(await give(store, key(machine)) == "answered")
        }
    }

    @Test func `a database that began with a wrong clock is mended by a command`() async throws {
        let machine = Machine()
        machine.set(offBy: 10 * Self.day)
        try await withStore(in: folder, clock: machine) { store in
            try await runner(store, machine).runDue()
            try await store.write { try $0.wakeJob("store.answers") }
        }
        machine.set(offBy: 0)
        machine.pass(Self.minute)
        try await withStore(in: folder, clock: machine) { store in
            #expect(store.clockTrouble?.contains("10 d behind") == true)
            #expect(await give(store, key(machine)) == "answered")
            try await expectJobs(toRun: false, store, machine)
            let lines = try await store.mendClock()
            #expect(lines.first == "The wall clock is taken as right.")
            #expect(store.clockTrouble == nil)
            try await expectJobs(toRun: true, store, machine)
        }
        machine.pass(Self.minute)
        try await withStore(in: folder, clock: machine) { store in
            #expect(store.clockTrouble == nil)
            #expect(await give(store, key(machine)) == "answered")
        }
    }

    @Test func `answers that a wrong clock made the store forget take no new key away`()
        async throws
    {
        let machine = Machine()
        // After another boot, a clock ahead can't be told from a month of rest.
        try await withStore(in: folder, clock: machine) { _ in }
        machine.restart()
        machine.set(offBy: 10 * Self.day)
        let forgotten = key(machine)
        try await withStore(in: folder, clock: machine) { store in
            _ = await give(store, TimeOrderedID.make(atMilliseconds: machine.wallMilliseconds))
            try await store.write { transaction in
                // As if it had been answered before the clock was set.
                try store.answers.store(
                    Answer(status: 0, effect: 3, body: []),
                    for: store.answers.hash(
                        CommandKey(scope: [1], key: forgotten),
                        request: [5]
                    ),
                    transaction.statements
                )
            }
            try await runner(store, machine).runDue()
        }
        machine.set(offBy: 0)
        machine.pass(1)
        try await withStore(in: folder, clock: machine) { store in
            #expect(await give(store, forgotten) == "keyExpired")
            #expect(await give(store, key(machine)) == "answered")
        }
    }

    @Test func `a watermark that an older program raised is said, and lowered by the command`()
        async throws
    {
        let machine = Machine()
        try await withStore(in: folder, clock: machine) { store in
            try await store.write { transaction in
                let ahead = machine.wallMilliseconds + 3 * Self.day
                try Meta.set(
                    "answers.watermark",
                    to: ahead.databaseValue,
                    in: transaction.database
                )
            }
        }
        try await withStore(in: folder, clock: machine) { store in
            #expect(store.clockTrouble?.contains("for another 3 d") == true)
            #expect(await give(store, key(machine)) == "keyExpired")
            _ = try await store.mendClock()
            machine.pass(1)
            #expect(store.clockTrouble == nil)
            #expect(await give(store, key(machine)) == "answered")
        }
        try await withStore(in: folder, clock: machine) { store in
            #expect(await give(store, key(machine)) == "answered")
        }
    }

    @Test func `a job that a wrong clock put off is looked at when the clock is right`()
        async throws
    {
        let machine = Machine()
        let runs = Box(0)
        let job = Job("outbox") { _ in
            runs.change { $0 += 1 }
            return .idle
        }
        try await withStore(in: folder, clock: machine) { store in
            let runner = JobRunner(store: store, jobs: [job], clock: machine, logger: quiet)
            try await runner.runDue()
            machine.set(offBy: 10 * Self.day)
            try await runner.runDue()
            try await store.write { try $0.wakeJob("outbox") }
            try await runner.runDue()
            #expect(runs.value == 1)
            machine.set(offBy: 0)
            try await runner.runDue()
            #expect(runs.value == 2)
        }
    }
}
