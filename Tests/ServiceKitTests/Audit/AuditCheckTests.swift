import Foundation
import GRDB
import OctopusContract
import OctopusMesh
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusServiceKit

struct AuditCheckTests {
    private typealias House = World<NotesEnvironment>

    /// A house with five entries, and somebody who has its file and not its key.
    private func forged(_ sql: [String], _ fault: String) async throws {
        try await World.with(Notes.definition) { world in
            let writer = world.writer()
            for number in 1...5 {
                try await writer.call(CreateMemo.self, .init(title: "Memo \(number)"))
            }
            await world.instance.audit.flush()
            try await world.expectWhole(5)
            try await world.forge(sql)
            let faults = try await world.verifyAudit().faults
            #expect(faults.contains { $0.contains(fault) }, "\(sql): \(faults)")
        }
    }

    @Test(arguments: [
        (
            "UPDATE audit SET entry = (SELECT entry FROM audit WHERE seq = 2) WHERE seq = 3",
            "number 3"
        ),
        ("UPDATE audit SET code = zeroblob(32) WHERE seq = 3", "number 3 was changed"),
        ("UPDATE audit SET method = 'x' WHERE seq = 3", "searched by"),
        ("UPDATE audit SET tenant = NULL WHERE seq = 3", "searched by"),
        ("UPDATE audit SET at = at + 1 WHERE seq = 3", "searched by"),
        ("DELETE FROM audit WHERE seq = 3", "1 entries before number 4 are missing"),
        ("DELETE FROM audit WHERE seq = 1", "1 entries before number 2 are missing"),
        ("DELETE FROM audit WHERE seq > 3", "2 entries after number 3 are missing"),
        ("DELETE FROM audit", "5 entries after number 0 are missing"),
        ("UPDATE audit SET seq = 6 WHERE seq = 5", "before number 6 are missing"),
    ])
    func `what was changed or is missing is found`(sql: String, fault: String) async throws {
        try await forged([sql], fault)
    }

    @Test func `the last entry replaced by another is found`() async throws {
        try await forged(
            ["CREATE TEMP TABLE t AS SELECT * FROM audit WHERE seq = 4"]
                + ["DELETE FROM audit WHERE seq = 5", "UPDATE t SET seq = 5"]
                + ["INSERT INTO audit SELECT * FROM t"],
            "number 5"
        )
    }

    @Test func `a long audit is followed in parts`() async throws {
        try await World.with(Notes.definition) { world in
            try await world.instance.store.write { transaction in
                let facts = AuditFacts(method: "a", program: "b")
                for _ in 0..<(AuditCheck.mostEntries + 10) {
                    world.instance.audit.done(facts, in: transaction)
                }
            }
            let first = try await world.verifyAudit()
            #expect(!first.isAtEnd && first.entries == Int64(AuditCheck.mostEntries))
            let second = try await world.perform(VerifyAudit.self, .init(after: first.last))
            #expect(second.isAtEnd && second.entries == 10)
            #expect(first.faults.isEmpty && second.faults.isEmpty)
        }
    }

    @Test func `a database that was put back says so, and goes on`() async throws {
        let world = try await World(Notes.definition)
        for number in 1...3 {
            try await world.writer().call(CreateMemo.self, .init(title: "Memo \(number)"))
        }
        await world.instance.audit.flush()
        try await world.forge(["DELETE FROM audit WHERE seq > 1"])
        let again = try await World(restarting: world)
        let entries = try await again.audit()
        #expect(entries.map(\.method) == ["restore", "notes.v1/CreateMemo"])
        #expect(entries.first?.refusal?.contains("entry 3 had been written") == true)
        #expect(try await again.verifyAudit().faults.count == 1)
        try await again.writer().call(CreateMemo.self, .init(title: "New"))
        #expect(try await again.audit().first?.seq == 3)
        await again.close()
    }

    @Test func `each sees what is theirs, of it what is looked for, page by page`() async throws {
        try await World.with(Sample.definition, plans: PlanRules()) { world in
            let (mall, bank) = (world.mall, world.bank)
            for tenant in [mall, bank, mall, mall] {
                try await world.perform(
                    WriteNote.self,
                    .init(text: "a"),
                    routingKey: tenant.uuid
                )
                world.pass(.seconds(60))
            }
            let auditor = world.userOf(mall, [.audit: .view])
            let entries = try await auditor.call(ListAudit.self, .init()).items
            #expect(entries.map(\.seq) == [4, 3, 1])
            let first = try await auditor.call(ListAudit.self, .init(limit: 2))
            let rest = try await auditor.call(ListAudit.self, .init(after: first.next, limit: 2))
            #expect((first.items + rest.items).map(\.seq) == [4, 3, 1] && rest.next == nil)
            let filters: [(AuditFilter, [Int64])] = [
                (.init(fromAt: entries[1].at), [4, 3]), (.init(toAt: entries[1].at), [1]),
                (.init(about: entries[1].changes[0].about), [3]), (.init(subject: UUID()), []),
                (.init(isRefused: true), []), (.init(search: "NOTECHANGED"), [4, 3, 1]),
                (.init(search: "writen"), [4, 3, 1]), (.init(search: "paint"), []),
                (.init(partner: world.cafe), []),
            ]
            for (filter, numbers) in filters {
                let found = try await auditor.call(ListAudit.self, .init(filter: filter)).items
                #expect(found.map(\.seq) == numbers, "\(filter)")
            }
            #expect(try await world.audit(AuditFilter(search: "write")).count == 4)
            let partners = world.operatorOf(levels: [.audit: .view])
            #expect(try await partners.call(ListAudit.self, .init()).items.isEmpty)
            try await world.operatorOf(levels: [.users: .full])
                .refused(.denied, ListAudit.self, .init())
            await #expect(throws: CallRefused.self) {
                try await world.perform(VerifyAudit.self, .init(), as: .program(of: mall))
            }
        }
    }
}

extension World {
    /// Does what somebody can who has the file.
    func forge(_ sql: [String]) async throws {
        try await DatabaseQueue(path: folder.file("data") + "/\(definition.name).sqlite").write {
            database in
            try database.execute(sql: "DROP TRIGGER IF EXISTS audit_is_never_changed")
            try database.execute(sql: "DROP TRIGGER IF EXISTS audit_is_never_removed")
            for sql in sql { try database.execute(sql: sql) }
        }
    }

    /// A tenant's user.
    func userOf(_ tenant: TenantID, _ levels: [Product: Level]) -> Somebody<Environment> {
        Somebody(
            house: self,
            person: Person(
                subject: ids.uuid(at: clock.now),
                kind: .user,
                tenant: tenant,
                partner: nil,
                session: SessionID(ids.uuid(at: clock.now)),
                levels: levels
            )
        )
    }
}
