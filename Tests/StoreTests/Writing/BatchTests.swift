import Foundation
import GRDB
import Testing

@testable import OctopusStore

/// Several commands in one transaction, one of which goes wrong.
@Suite struct BatchTests {
    let folder: Folder

    init() throws { folder = try Folder() }

    private struct Surprise: Error {}

    private func command() -> StoreCommand { StoreCommand(label: "note") }

    private func noting(_ store: Store, _ text: String) async -> StoredAnswer {
        await store.command(command()) { transaction in
            try transaction.note(text)
            return .commit(Answer(status: 0, effect: 3, body: Array(text.utf8)))
        }
    }

    @Test func `what queued up while the writer was busy is one batch`() async throws {
        let sizes = Box<[Int]>([])
        try await withStore(
            in: folder,
            configure: { $0.hooks.batchWillBegin = { size in sizes.change { $0.append(size) } } }
        ) { store in
            sizes.value = []
            try await WriterHold.whileHeld(store, until: 20) {
                await withTaskGroup { group in
                    for number in 0..<20 {
                        group.addTask { _ = await noting(store, "\(number)") }
                    }
                }
            }
            #expect(sizes.value == [1, 20])
            #expect(try await store.notes().count == 20)
        }
    }

    @Test func `one refuses, one throws, one meets a full disk: the others are right`()
        async throws
    {
        try await withStore(in: folder, configure: { $0.maximumPages = 64 }) { store in
            let big = String(repeating: "x", count: 4_096 * 80)
            let answers = try await WriterHold.whileHeld(store, until: 5) {
                async let good = noting(store, "good")
                async let refused = store.command(command()) { transaction in
                    try transaction.note("refused")
                    return .refuse(Answer(status: 9, effect: 0, body: []), stored: true)
                }
                async let thrown = store.command(command()) { transaction in
                    try transaction.note("thrown")
                    throw Surprise()
                }
                async let full = noting(store, big)
                async let last = noting(store, "last")
                return await [good, refused, thrown, full, last]
            }
            #expect(
                answers.map(name) == ["answered", "answered", "failed", "noRoom", "answered"]
            )
            #expect(try await store.notes().sorted() == ["good", "last"])
            #expect(store.state == .writable)
            // And the writer goes on.
            #expect(name(await noting(store, "after")) == "answered")
        }
    }

    @Test func `after a broken batch every body has run on its own`() async throws {
        let runs = Box(0)
        try await withStore(in: folder, configure: { $0.maximumPages = 64 }) { store in
            let big = String(repeating: "x", count: 4_096 * 80)
            _ = try await WriterHold.during(store) { hold in
                async let counted: StoredAnswer = store.command(command()) { transaction in
                    runs.change { $0 += 1 }
                    try transaction.note("counted")
                    try transaction.append(.about(UUID()))
                    return .commit(Answer(status: 0, effect: 3, body: []))
                }
                await hold.waitUntilQueued(1)
                async let full = noting(store, big)
                await hold.waitUntilQueued(2)
                hold.release()
                return await [counted, full]
            }
            #expect(runs.value == 2)
            try await store.expect(notes: ["counted"])
            #expect(store.head.seq == 1)
        }
    }

    /// Notes the sum of what the batch's commands add, unless it may not be written.
    private final class Sum: BatchTally {
        var pending: [Int] = []
        private var sum = 0

        var pendingCount: Int { pending.count }

        func forget(beyond count: Int) { pending.removeLast(max(0, pending.count - count)) }

        func keep() {
            sum += pending.reduce(0, +)
            pending = []
        }

        func write(_ statements: Statements) throws {
            guard sum < 1000 else { throw Surprise() }
            try statements.database.execute(
                sql: "INSERT INTO notes (text) VALUES (?)",
                arguments: ["sum \(sum)"]
            )
        }
    }

    private func adding(
        _ store: Store,
        _ amount: Int,
        refuses: Bool = false
    ) async -> StoredAnswer {
        await store.command(command()) { transaction in
            transaction.tally(Sum.init).pending.append(amount)
            let answer = Answer(status: refuses ? 9 : 0, effect: 3, body: [])
            return refuses ? .refuse(answer, stored: false) : .commit(answer)
        }
    }

    @Test func `what commands add up is written once, without the refused`() async throws {
        try await withStore(in: folder) { store in
            _ = try await WriterHold.whileHeld(store, until: 4) {
                async let one = adding(store, 1)
                async let two = adding(store, 2)
                async let refused = adding(store, 40, refuses: true)
                async let three = adding(store, 3)
                return await [one, two, refused, three]
            }
            try await store.expect(notes: ["sum 6"])
            _ = await adding(store, 9)
            try await store.expect(notes: ["sum 6", "sum 9"])
        }
    }

    @Test func `a sum that can't be written undoes the command at fault alone`() async throws {
        try await withStore(in: folder) { store in
            let answers = try await WriterHold.whileHeld(store, until: 3) {
                async let one = adding(store, 1)
                async let bad = adding(store, 1000)
                async let two = noting(store, "two")
                return await [one, bad, two]
            }
            #expect(answers.map(name) == ["answered", "failed", "answered"])
            #expect(try await store.notes().sorted() == ["sum 1", "two"])
        }
    }

    @Test func `what a refusal leaves is written in the same batch`() async throws {
        try await withStore(in: folder) { store in
            let answer = await store.command(command()) { transaction in
                try transaction.note("guess")
                transaction.afterRefusal { database in
                    try database.execute(sql: "INSERT INTO notes (text) VALUES ('counted')")
                }
                return .refuse(Answer(status: 7, effect: 0, body: [1]), stored: false)
            }
            #expect(name(answer) == "answered")
            try await store.expect(notes: ["counted"])
        }
    }

    @Test func `what a refusal leaves is not written if the command commits`() async throws {
        try await withStore(in: folder) { store in
            _ = await store.command(command()) { transaction in
                transaction.afterRefusal {
                    try $0.execute(sql: "INSERT INTO notes (text) VALUES ('no')")
                }
                try transaction.note("yes")
                return .commit(Answer(status: 0, effect: 3, body: []))
            }
            try await store.expect(notes: ["yes"])
        }
    }

    @Test func `a constraint that fails undoes one command only`() async throws {
        try await withStore(in: folder) { store in
            let answers = try await WriterHold.whileHeld(store, until: 3) {
                async let one = noting(store, "same")
                async let two = noting(store, "same")
                async let other = noting(store, "other")
                return await [one, two, other]
            }
            #expect(answers.map(name).sorted() == ["answered", "answered", "failed"])
            #expect(try await store.notes().sorted() == ["other", "same"])
        }
    }

    @Test func `a batch that takes too long is committed with what it has`() async throws {
        let commits = Box(0)
        try await withStore(
            in: folder,
            configure: {
                $0.writerLimitMilliseconds = 0
                $0.hooks.batchDidCommit = { commits.change { $0 += 1 } }
            }
        ) { store in
            commits.value = 0
            _ = try await WriterHold.whileHeld(store, until: 3) {
                async let one = noting(store, "1")
                async let two = noting(store, "2")
                async let three = noting(store, "3")
                return await [one, two, three]
            }
            #expect(commits.value == 4)
        }
    }

    @Test func `a batch takes no more than its limit`() async throws {
        let sizes = Box<[Int]>([])
        try await withStore(
            in: folder,
            configure: {
                $0.batchLimit = 2
                $0.hooks.batchWillBegin = { size in sizes.change { $0.append(size) } }
            }
        ) { store in
            sizes.value = []
            _ = try await WriterHold.whileHeld(store, until: 5) {
                await withTaskGroup { group in
                    for number in 0..<5 { group.addTask { _ = await noting(store, "\(number)") } }
                }
            }
            #expect(sizes.value == [1, 2, 2, 1])
        }
    }

    @Test func `more than the queue holds is refused, and nothing of it is done`() async throws {
        try await withStore(in: folder, configure: { $0.queueLimit = 2 }) { store in
            let answers = try await WriterHold.during(store) { hold in
                async let one = noting(store, "1")
                async let two = noting(store, "2")
                await hold.waitUntilQueued(2)
                let three = await noting(store, "3")
                hold.release()
                return await [one, two, three]
            }
            #expect(answers.map(name) == ["answered", "answered", "overloaded"])
            #expect(try await store.notes().sorted() == ["1", "2"])
        }
    }

    @Test func `closing finishes what is queued and refuses the rest`() async throws {
        let store = try Store.open(.test(folder.file("test.db")), logger: quiet)
        let answers = try await WriterHold.whileHeld(store, until: 2) {
            async let one = noting(store, "1")
            async let two = noting(store, "2")
            return await [one, two]
        }
        await store.close()
        #expect(answers.map(name) == ["answered", "answered"])
        #expect(name(await noting(store, "3")) == "readOnly")
        #expect(try await withStore(in: folder) { try await $0.notes().count } == 2)
    }

    @Test func `what is to happen after the commit happens then, and only then`() async throws {
        let seen = Box<[String]>([])
        try await withStore(
            in: folder,
            configure: { $0.hooks.batchDidCommit = { seen.change { $0.append("commit") } } }
        ) { store in
            seen.value = []
            try await store.write { transaction in
                transaction.afterCommit { seen.change { $0.append("observer") } }
            }
            _ = try? await store.write { transaction in
                transaction.afterCommit { seen.change { $0.append("never") } }
                throw Surprise()
            }
            #expect(seen.value == ["commit", "observer", "commit"])
        }
    }

    @Test func `what is written after success stands with the command, and for no other`()
        async throws
    {
        try await withStore(in: folder) { store in
            let answers = try await WriterHold.whileHeld(store, until: 3) {
                async let good = store.command(command()) { transaction in
                    transaction.afterSuccess { try transaction.note("good, after") }
                    try transaction.note("good")
                    return .commit(Answer(status: 0, effect: 3, body: []))
                }
                async let refused = store.command(command()) { transaction in
                    transaction.afterSuccess { try transaction.note("refused, after") }
                    return .refuse(Answer(status: 9, effect: 0, body: []), stored: true)
                }
                async let broken = store.command(command()) { transaction in
                    transaction.afterSuccess { throw Surprise() }
                    try transaction.note("broken")
                    return .commit(Answer(status: 0, effect: 3, body: []))
                }
                return await [good, refused, broken]
            }
            #expect(answers.map(name) == ["answered", "answered", "failed"])
            try await store.expect(notes: ["good", "good, after"])
        }
    }

    @Test func `a write throws what its body threw`() async throws {
        try await withStore(in: folder) { store in
            await #expect(throws: Surprise.self) {
                try await store.write { transaction in
                    try transaction.note("no")
                    throw Surprise()
                }
            }
            try await store.expect(notes: [])
        }
    }
}

/// The case's name, for comparing without the payload.
func name(_ answer: StoredAnswer) -> String {
    switch answer {
    case .answered(_, let replayed): replayed ? "replayed" : "answered"
    case .keyReused: "keyReused"
    case .keyExpired: "keyExpired"
    case .keyAhead: "keyAhead"
    case .keyInvalid: "keyInvalid"
    case .abandoned(let abandonment): abandonment.rawValue
    case .overloaded: "overloaded"
    case .noRoom: "noRoom"
    case .readOnly: "readOnly"
    case .failed: "failed"
    case .unknown: "unknown"
    }
}
