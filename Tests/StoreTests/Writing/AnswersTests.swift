import Foundation
import GRDB
import Testing

@testable import OctopusStore

/// A command under a key happens once.
@Suite struct AnswersTests {
    let folder: Folder
    let wall = Wall()
    let runs = Box(0)

    init() throws { folder = try Folder() }

    private func key(ageMilliseconds: Int64 = 0) -> UUID {
        TimeOrderedID.make(atMilliseconds: wall.milliseconds - ageMilliseconds)
    }

    private func command(
        _ key: UUID,
        request: String = "give 5",
        scope: UInt8 = 1,
        storesAnswer: Bool = true,
        isAbandoned: @escaping @Sendable () -> Abandonment? = { nil }
    ) -> StoreCommand {
        StoreCommand(
            label: "give",
            key: CommandKey(scope: [scope], key: key),
            request: Array(request.utf8),
            storesAnswer: storesAnswer,
            isAbandoned: isAbandoned
        )
    }

    private func give(_ store: Store, _ command: StoreCommand) async -> StoredAnswer {
        await store.command(command) { [runs] transaction in
            let run = runs.change { count in
                count += 1
                return count
            }
            try transaction.append(.about(UUID()))
            return .commit(Answer(status: 0, effect: 3, body: [UInt8(run)]))
        }
    }

    private func answer(_ answer: StoredAnswer) -> Answer? {
        if case .answered(let answer, _) = answer { return answer }
        return nil
    }

    @Test func `the same request gets the same bytes and runs once`() async throws {
        let key = key()
        let first = try await withStore(in: folder, wall: wall) { await give($0, command(key)) }
        // Also after a restart.
        let again = try await withStore(in: folder, wall: wall) { await give($0, command(key)) }
        #expect(name(first) == "answered")
        #expect(name(again) == "replayed")
        #expect(answer(first) == Answer(status: 0, effect: 3, body: [1], seq: 1))
        #expect(answer(again) == answer(first))
        #expect(runs.value == 1)
    }

    @Test func `another request under the same key is refused`() async throws {
        try await withStore(in: folder, wall: wall) { store in
            let key = key()
            _ = await give(store, command(key))
            #expect(name(await give(store, command(key, request: "give 6"))) == "keyReused")
            #expect(runs.value == 1)
        }
    }

    @Test func `a key belongs to its scope`() async throws {
        try await withStore(in: folder, wall: wall) { store in
            let key = key()
            _ = await give(store, command(key, scope: 1))
            #expect(name(await give(store, command(key, scope: 2))) == "answered")
            #expect(runs.value == 2)
        }
    }

    @Test func `one that runs already is joined`() async throws {
        try await withStore(in: folder, wall: wall) { store in
            let key = key()
            let answers = try await WriterHold.whileHeld(store, until: 1) {
                await withTaskGroup { group in
                    for _ in 0..<10 { group.addTask { await give(store, command(key)) } }
                    return await group.reduce(into: []) { $0.append($1) }
                }
            }
            #expect(
                answers.map(name).sorted() == ["answered"] + Array(repeating: "replayed", count: 9)
            )
            #expect(Set(answers.map(answer)).count == 1)
            #expect(runs.value == 1)
        }
    }

    @Test func `another request is refused once the first has the key`() async throws {
        try await withStore(in: folder, wall: wall) { store in
            let key = key()
            let answers = try await WriterHold.during(store) { hold in
                async let first = give(store, command(key))
                await hold.waitUntilQueued(1)
                async let second = give(store, command(key, request: "give 6"))
                await hold.waitUntilQueued(2)
                hold.release()
                return await [first, second]
            }
            #expect(answers.map(name) == ["answered", "keyReused"])
            #expect(runs.value == 1)
        }
    }

    @Test(arguments: [false, true])
    func `of 25 right and 25 wrong requests at once, the right ones get their answer`(
        rightFirst: Bool
    ) async throws {
        try await withStore(in: folder, wall: wall) { store in
            let key = key()
            let acknowledged = await give(store, command(key, request: "give 8"))
            let (right, wrong) = try await WriterHold.during(store) { hold in
                async let first = many(store, key, rightFirst ? "give 8" : "give 7")
                await hold.waitUntilQueued(1)
                async let second = many(store, key, rightFirst ? "give 7" : "give 8")
                await hold.waitUntilQueued(2)
                while store.keyedCallerCount < 50 { await Task.yield() }
                hold.release()
                let (one, other) = await (first, second)
                return rightFirst ? (one, other) : (other, one)
            }
            #expect(right.map(name) == Array(repeating: "replayed", count: 25))
            #expect(Set(right.map(answer)) == [answer(acknowledged)])
            #expect(wrong.map(name) == Array(repeating: "keyReused", count: 25))
            #expect(runs.value == 1)
        }
    }

    private func many(_ store: Store, _ key: UUID, _ request: String) async -> [StoredAnswer] {
        await withTaskGroup { group in
            for _ in 0..<25 {
                group.addTask { await give(store, command(key, request: request)) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
    }

    @Test func `a refusal that is not kept leaves the key to another request`() async throws {
        try await withStore(in: folder, wall: wall) { store in
            let key = key()
            let answers = try await WriterHold.during(store) { hold in
                async let first = store.command(command(key)) { _ in
                    .refuse(Answer(status: 8, effect: 0, body: []), stored: false)
                }
                await hold.waitUntilQueued(1)
                async let second = give(store, command(key, request: "give 6"))
                await hold.waitUntilQueued(2)
                hold.release()
                return await [first, second]
            }
            #expect(answers.map(name) == ["answered", "answered"])
            #expect(runs.value == 1)
        }
    }

    @Test func `a joined command lives to the latest deadline`() async throws {
        try await withStore(in: folder, wall: wall) { store in
            let key = key()
            let hasExpired = Box(false)
            let answers = try await WriterHold.during(store) { hold in
                async let first = give(
                    store,
                    command(key, isAbandoned: { hasExpired.value ? .expired : nil })
                )
                await hold.waitUntilQueued(1)
                hasExpired.value = true
                async let second = give(store, command(key))
                while store.keyedCallerCount < 2 { await Task.yield() }
                hold.release()
                return await [first, second]
            }
            #expect(answers.map(name).sorted() == ["answered", "replayed"])
            #expect(runs.value == 1)
        }
    }

    @Test func `a refusal from the service's own data stands`() async throws {
        try await withStore(in: folder, wall: wall) { store in
            let key = key()
            let refused = await store.command(command(key)) { _ in
                .refuse(Answer(status: 9, effect: 0, body: [9]), stored: true)
            }
            let again = await give(store, command(key))
            #expect(answer(refused)?.body == [9])
            #expect(name(again) == "replayed")
            #expect(answer(again)?.body == [9])
            #expect(runs.value == 0)
        }
    }

    @Test func `a refusal of load or permission does not`() async throws {
        try await withStore(in: folder, wall: wall) { store in
            let key = key()
            _ = await store.command(command(key)) { _ in
                .refuse(Answer(status: 7, effect: 0, body: []), stored: false)
            }
            #expect(name(await give(store, command(key))) == "answered")
        }
    }

    @Test func `what carries a secret leaves nothing behind`() async throws {
        try await withStore(in: folder, wall: wall) { store in
            let key = key()
            _ = await give(store, command(key, storesAnswer: false))
            _ = await give(store, command(key, storesAnswer: false))
            #expect(runs.value == 2)
            let rows = try await store.read {
                try Int.fetchOne($0, sql: "SELECT count(*) FROM answers")
            }
            #expect(rows == 0)
        }
    }

    @Test func `the request itself is nowhere in the file`() async throws {
        try await withStore(in: folder, wall: wall) { store in
            _ = await give(store, command(key(), request: "4711-secret-4711"))
        }
        let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.file("test.db")))
        #expect(bytes.range(of: Data("4711-secret".utf8)) == nil)
    }

    @Test(
        arguments: [
            (-5 * 60_000 - 1, "keyAhead"), (-5 * 60_000, "answered"),
            (7 * 24 * 3_600_000, "answered"), (7 * 24 * 3_600_000 + 1, "keyExpired"),
            (Wall.start, "keyExpired"),
        ] as [(Int64, String)]
    )
    func `a key is honoured for seven days, and at most five minutes early`(
        age: Int64,
        outcome: String
    ) async throws {
        try await withStore(in: folder, wall: wall) { store in
            let given = key(ageMilliseconds: age)
            #expect(name(await give(store, command(given))) == outcome)
            #expect(runs.value == (outcome == "answered" ? 1 : 0))
        }
    }

    @Test(arguments: [
        "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff",
        // The versions 1, 4, 6 and 8, and version 7 with the variants 0, 110 and 111.
        "c232ab00-9414-11ec-b3c8-9f6bdeced846", "919108f7-52d1-4320-9bac-f847db4148a8",
        "1ec9414c-232a-6b00-b3c8-9f6bdeced846", "320c3d4d-cc00-875b-8ec9-32d5f69181c0",
        "01a3185c-5000-7000-0000-000000000001", "01a3185c-5000-7000-c000-000000000001",
        "01a3185c-5000-7000-e000-000000000001",
    ])
    func `what is no UUIDv7 is no key`(text: String) async throws {
        try await withStore(in: folder, wall: wall) { store in
            let given = try #require(UUID(uuidString: text))
            #expect(name(await give(store, command(given))) == "keyInvalid")
            #expect(runs.value == 0)
        }
    }

    @Test func `after seven days an answer is forgotten and its key refused, for good`()
        async throws
    {
        let key = key()
        try await withStore(in: folder, wall: wall) { store in
            _ = await give(store, command(key))
            let runner = JobRunner(
                store: store,
                jobs: store.upkeepJobs,
                clock: ManualClock(wall),
                logger: quiet
            )
            try await runner.runDue()
            #expect(name(await give(store, command(key))) == "replayed")
            wall.advance(byMilliseconds: 7 * 24 * 3_600_000 + 1)
            try await runner.runDue()
            #expect(name(await give(store, command(key))) == "keyExpired")
            let rows = try await store.read {
                try Int.fetchOne($0, sql: "SELECT count(*) FROM answers")
            }
            #expect(rows == 0)
        }
        // A clock that is set back does not bring it to life.
        try await withStore(in: folder, wall: Wall()) { store in
            #expect(name(await give(store, command(key))) == "keyExpired")
        }
        #expect(runs.value == 1)
    }
}
