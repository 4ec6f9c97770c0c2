import FoundationEssentials
import GRDB
import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusStore
import Testing

@testable import OctopusLoyalty

/// A ledger of a program before V016, made anew.
struct LedgerRebuildTests {
    /// An award of 9, of which 5 were spent and refunded, 3 taken back, and 1 expired.
    private static let older = """
        INSERT INTO tenants (id, version, time_zone) VALUES (zeroblob(16), 1, 'UTC');
        INSERT INTO partners VALUES (zeroblob(16), zeroblob(16), 1, 'A partner', 'active');
        INSERT INTO end_users VALUES (zeroblob(16), zeroblob(16), 1, 'A', 'active', 'Ana');
        INSERT INTO point_types
            (id, partner, version, name, name_key, status, created_at, key_form)
        VALUES (zeroblob(16), zeroblob(16), 1, 'banana', 'banana', 'active', 1, 1);
        INSERT INTO lots VALUES (4, randomblob(16), zeroblob(16), zeroblob(16), zeroblob(16), 9, 5, 1,
            NULL, 7);
        INSERT INTO ledger (seq, at, partner, end_user, point_type, kind, from_account, to_account,
            amount, lot, issued_coupon, actor_kind, actor, program)
        SELECT column1, column1, zeroblob(16), zeroblob(16), zeroblob(16), column2, column3, column4,
            column5, 4, iif(column6, zeroblob(16), NULL), 'user', zeroblob(16), 'till'
        FROM (VALUES (3, 'award', 'issued', 'user', 9, 0), (5, 'spend', 'user', 'spent', 5, 1),
            (6, 'refund', 'spent', 'user', 5, 1), (8, 'reversal', 'user', 'reversed', 3, 0),
            (11, 'expiry', 'user', 'expired', 1, 0));
        INSERT INTO ledger_notes VALUES (8, zeroblob(16), 'wrong customer');
        INSERT INTO balances VALUES (zeroblob(16), zeroblob(16), 5);
        """

    private func rebuilt() throws -> (DatabaseQueue, before: [Row]) {
        let queue = try DatabaseQueue()
        let steps = LoyaltyMigrations.set.migrations
        let number = try #require(steps.firstIndex { $0.name == "V016-holds" })
        let before = try queue.writeWithoutTransaction { database in
            try database.execute(sql: "PRAGMA foreign_keys = OFF")
            for step in MigrationSet.store.migrations + steps[..<number] {
                try database.execute(sql: step.sql)
            }
            try database.execute(sql: Self.older)
            let rows = try Row.fetchAll(database, sql: "SELECT * FROM ledger ORDER BY seq")
            try database.execute(sql: steps[number].sql)
            try database.checkForeignKeys()
            try database.execute(sql: "PRAGMA foreign_keys = ON")
            return rows
        }
        return (queue, before)
    }

    @Test func `every entry is as it was, under its number, and its note with it`() throws {
        let (queue, before) = try rebuilt()
        try queue.read { database in
            let after = try Row.fetchAll(database, sql: "SELECT * FROM ledger ORDER BY seq")
            #expect(after.map { $0["seq"] as Int64 } == [3, 5, 6, 8, 11])
            for (old, new) in zip(before, after) {
                for (column, value) in old { #expect(new[column] as DatabaseValue == value) }
            }
            // A reversal names its award.
            let award = try UUID.fetchOne(database, sql: "SELECT id FROM lots")
            #expect(after.map { $0["cause"] as UUID? } == [nil, nil, nil, award, nil])
            let note = try String.fetchOne(
                database,
                sql: "SELECT note FROM ledger JOIN ledger_notes ON entry = seq WHERE seq = 8"
            )
            #expect(note == "wrong customer")
        }
    }

    @Test func `it is append-only still, and a kind has its two accounts`() throws {
        let (queue, _) = try rebuilt()
        let copy = """
            INSERT INTO ledger (at, partner, end_user, point_type, kind, from_account, to_account,
                amount, lot, cause, actor_kind)
            SELECT at, partner, end_user, point_type, ?, ?, ?, 1, lot, cause, 'service'
            FROM ledger WHERE seq = 8
            """
        try queue.write { database in
            for sql in [
                "UPDATE ledger SET amount = 6", "DELETE FROM ledger", "DELETE FROM lots",
                "DELETE FROM ledger_kinds WHERE kind = 'award'",
            ] {
                #expect(throws: DatabaseError.self) { try database.execute(sql: sql) }
            }
            for wrong in [
                ["award", "user", "issued"], ["hold", "user", "spent"], ["gift", "issued", "user"],
            ] {
                #expect(throws: DatabaseError.self) {
                    try database.execute(sql: copy, arguments: StatementArguments(wrong))
                }
            }
            try database.execute(sql: copy, arguments: ["debt", "owed", "reversed"])
        }
    }

    @Test func `the table of kinds is what the program knows`() throws {
        let (queue, _) = try rebuilt()
        let rows = try queue.read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM ledger_kinds")
                .map { row -> [String] in [row[0], row[1], row[2]] }
        }
        let known = LedgerEntryKind.allCases.map { kind in
            [kind.rawValue, kind.accounts.from.rawValue, kind.accounts.to.rawValue]
        }
        #expect(Set(rows) == Set(known))
    }
}
