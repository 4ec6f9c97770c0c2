import GRDB
import OctopusContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

struct PurgeTests {
    private static let schema = """
        CREATE TABLE crumbs (id INTEGER PRIMARY KEY, old_at INTEGER, kind TEXT NOT NULL) STRICT;
        CREATE INDEX crumbs_by_age ON crumbs (old_at);
        """

    private let now = Instant(milliseconds: 1_000_000)

    /// Runs a job's slice until it says that it is done, and counts the slices.
    private func run(
        _ job: JobDefinition<NotesEnvironment>,
        crumbs: Int,
        _ check: @escaping @Sendable (_ left: Int, _ slices: Int) throws -> Void
    ) async throws {
        let now = now
        try await World.with(Notes.definition) { world in
            try await world.instance.store.write { transaction in
                try transaction.database.execute(sql: Self.schema)
                for number in 0..<crumbs {
                    try transaction.database.run(
                        "INSERT INTO crumbs (old_at, kind) VALUES (?, ?)",
                        [1_000_000 - number, number.isMultiple(of: 2) ? "even" : "odd"]
                    )
                }
                let context = WorkContext(
                    now: now,
                    environment: NotesEnvironment(),
                    transaction: transaction,
                    trace: nil,
                    ids: world.ids
                )
                var slices = 1
                while try job.slice(context) == .again { slices += 1 }
                let left = try Int.one(
                    transaction.database,
                    "SELECT count(*) FROM crumbs WHERE kind <> 'gone'"
                )
                try check(left ?? -1, slices)
            }
        }
    }

    @Test(arguments: [(0, 1), (9, 1), (10, 2), (25, 3)])
    func `rows go in slices until none is left`(crumbs: Int, expected: Int) async throws {
        try await run(
            .purge([PurgeRule("crumbs", olderBy: "old_at", rows: 10)]),
            crumbs: crumbs
        ) { left, slices in
            #expect(slices == expected)
            #expect(left == 0)
        }
    }

    @Test func `rows are kept for so long, and by a condition`() async throws {
        let rules = [
            PurgeRule(
                "crumbs",
                olderBy: "old_at",
                keptFor: .milliseconds(10),
                where: "kind = 'odd'"
            )
        ]
        try await run(.purge(rules), crumbs: 20) { left, _ in
            // Those of 11, 13, 15, 17 and 19 ms ago.
            #expect(left == 15)
        }
    }

    @Test func `a row of the future stays`() async throws {
        try await run(
            .purge([PurgeRule("crumbs", olderBy: "old_at", keptFor: .milliseconds(-1))]),
            crumbs: 1
        ) { left, _ in #expect(left == 0) }
        try await run(
            .purge([PurgeRule("crumbs", olderBy: "old_at", keptFor: .milliseconds(1))]),
            crumbs: 1
        ) { left, _ in #expect(left == 1) }
    }

    @Test func `what has passed its time is written down in slices`() async throws {
        let job = JobDefinition<NotesEnvironment>.expiry("fade", slice: 10) { context, slice in
            try context.database.run(
                """
                UPDATE crumbs SET kind = 'gone' WHERE id IN
                    (SELECT id FROM crumbs WHERE kind <> 'gone' AND old_at <= ? LIMIT ?)
                """,
                [context.now, slice]
            )
        }
        try await run(job, crumbs: 25) { left, slices in
            #expect(slices == 3)
            #expect(left == 0)
        }
    }
}
