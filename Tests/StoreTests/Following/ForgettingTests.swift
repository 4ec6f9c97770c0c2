import Foundation
import GRDB
import Synchronization
import Testing

@testable import OctopusStore

/// What a new snapshot no longer has is forgotten in slices.
///
/// `OCTOPUS_FORGOTTEN=1000000 swift test --filter ForgettingTests` does it with a million things.
@Suite struct ForgettingTests {
    private static let count =
        ProcessInfo.processInfo.environment["OCTOPUS_FORGOTTEN"].flatMap { Int($0) } ?? 20_000

    /// What the writer did since the watch began.
    private struct Seen {
        var isOn = false
        var began: Int64 = 0
        var longestMilliseconds: Int64 = 0
        var commits = 0
        var statements = 0
    }

    private final class Watch: Sendable {
        let seen = Mutex(Seen())

        var hooks: StoreHooks {
            var hooks = StoreHooks()
            hooks.batchWillBegin = { _ in self.seen.withLock { $0.began = processorNanoseconds() } }
            hooks.batchWillCommit = {
                self.seen.withLock { seen in
                    guard seen.isOn else { return }
                    seen.commits += 1
                    let took = (processorNanoseconds() - seen.began) / 1_000_000
                    seen.longestMilliseconds = max(seen.longestMilliseconds, took)
                }
            }
            hooks.statementWillRun = { sql in
                guard sql.hasPrefix("DELETE FROM things") || sql.hasPrefix("DELETE FROM remarks")
                else { return }
                self.seen.withLock { $0.statements += 1 }
            }
            return hooks
        }
    }

    @Test func `few statements, in transactions of less than 50 ms, and others come in between`()
        async throws
    {
        let (source, folder) = (try Folder(), try Folder())
        let watch = Watch()
        try await withStore(in: source) { log in
            try await withStore(
                in: folder,
                migrations: [things],
                configure: { $0.hooks = watch.hooks }
            ) { store in
                try await furnish(store)
                let kept = UUID()
                _ = try await log.write {
                    try $0.append(.about(kept, kind: Thing.changed, body: [1]))
                }
                let snapshot = SnapshotOfThings(log: log, things: [kept: 1], pageSize: 10)
                let follower = Follower.projecting(in: store, from: log, snapshot: snapshot)
                watch.seen.withLock { $0.isOn = true }
                while !follower.hasApplied(log.head) { try await follower.advance() }
                #expect(try await store.things() == [kept: 1])
                let left = try await store.read { database in
                    try Int.fetchOne(
                        database,
                        sql: """
                            SELECT (SELECT count(*) FROM remarks)
                            + (SELECT count(*) FROM snapshot_subjects)
                            """
                    )
                }
                #expect(left == 0)
                let seen = watch.seen.withLock { $0 }
                #expect(seen.commits >= Self.count / RangeSize.largest)
                #expect(seen.longestMilliseconds < 50)
                #expect(seen.statements < Self.count / 10)
            }
        }
    }

    @Test func `a range grows while it takes little and shrinks when it takes long`() {
        var size = RangeSize()
        for _ in 0..<10 { size.learn(fromMilliseconds: 0) }
        #expect(size.count == RangeSize.largest)
        size.learn(fromMilliseconds: 6)
        #expect(size.count == RangeSize.largest)
        for _ in 0..<10 { size.learn(fromMilliseconds: 40) }
        #expect(size.count == 1)
    }

    /// Things of which one in a hundred has three remarks, and one has thousands.
    private func furnish(_ store: Store) async throws {
        try await store.write { transaction in
            try transaction.database.execute(
                sql: """
                    WITH RECURSIVE n(i) AS
                    (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \(Self.count))
                    INSERT INTO things SELECT randomblob(16), 7 FROM n;
                    INSERT INTO remarks (thing) SELECT id FROM things, (VALUES (1), (2), (3))
                    WHERE things.rowid % 100 = 0;
                    WITH RECURSIVE n(i) AS
                    (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
                    INSERT INTO remarks (thing)
                    SELECT (SELECT id FROM things ORDER BY id LIMIT 1) FROM n;
                    """
            )
        }
    }
}

/// What the thread has used of its processor: the load of other programs does not count.
private func processorNanoseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}
