import Foundation
import GRDB
import OctopusContract
import OctopusMesh
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusServiceKit

struct AuditTests {
    private typealias House = World<NotesEnvironment>

    @Test func `a command's entry says who did what, for whom, from where, before and after`()
        async throws
    {
        try await House.notes { world in
            let impersonator = UUID()
            let writer = world.operatorOf(impersonator: impersonator)
            let memo = try await writer.call(CreateMemo.self, .init(title: "Milk"))
            world.pass(.seconds(1))
            try await writer.call(PinMemo.self, .init(id: memo.id, version: 1))
            let entries = try await world.audit()
            #expect(entries.map(\.seq) == [2, 1])
            let pinned = try #require(entries.first)
            #expect(pinned.method == "notes.v1/PinMemo" && pinned.refusal == nil)
            #expect(pinned.at == world.clock.now && pinned.count == 1)
            #expect(pinned.subject == writer.person.subject && pinned.actor == impersonator)
            #expect(pinned.session == writer.person.session)
            #expect(pinned.tenant == world.mall && pinned.program == "operator")
            #expect(pinned.programKey == "operator-key")
            let change = try #require(pinned.changes.first)
            #expect(change.kind == "notes.v1/MemoChanged" && change.about == memo.id.uuid)
            #expect(
                change.fields.filter { $0.name == "status" }
                    == [AuditField(name: "status", before: "open", after: "pinned")]
            )
            // The title is the same, and so its digest.
            #expect(!change.fields.contains { $0.name == "title" })
        }
    }

    @Test func `what is personal stands as a digest, the same for the same value of one person`()
        async throws
    {
        try await House.notes { world in
            let writer = world.writer()
            let memo = try await writer.call(CreateMemo.self, .init(title: "Anastasia"))
            for (version, title) in [(1, "Benedict"), (2, "Anastasia")] {
                try await writer.call(
                    EditMemo.self,
                    .init(id: memo.id, version: Int64(version), title: title)
                )
            }
            let other = try await writer.call(CreateMemo.self, .init(title: "Benedict"))
            let entries = try await world.audit()
            func title(_ index: Int) throws -> AuditField {
                try #require(entries[index].changes.first?.fields.first { $0.name == "title" })
            }
            let (first, second, third) = (try title(3), try title(2), try title(1))
            #expect(first.after?.hasPrefix("digest:") == true && first.before == nil)
            #expect(second.before == first.after && second.after != first.after)
            #expect(third.after == first.after)
            #expect(try title(0).after != second.after, "another thing has another salt")
            let texts = try await world.inspect { database in
                try String.fetchAll(database, sql: "SELECT CAST(entry AS TEXT) FROM audit")
            }
            #expect(!texts.contains { $0.contains("Anastasia") || $0.contains("Benedict") })
            try await world.instance.store.write { transaction in
                try AuditSalts.forget(memo.id.uuid, in: transaction.database)
            }
            let salts = try await world.inspect { database in
                try Data.fetchAll(database, sql: "SELECT subject FROM audit_salts")
            }
            #expect(salts.count == 1)
            _ = other
        }
    }

    @Test func `a refused command has an entry without changes, and leaves no gap`() async throws {
        try await House.notes { world in
            let writer = world.writer()
            let memo = try await writer.call(CreateMemo.self, .init(title: "Milk"))
            try await writer.refused(.titleTaken, CreateMemo.self, .init(title: "milk"))
            try await writer.refused(.stale, PinMemo.self, .init(id: memo.id, version: 7))
            try await writer.call(PinMemo.self, .init(id: memo.id, version: 1))
            let entries = try await world.audit()
            #expect(entries.map(\.refusal) == [nil, "stale", "titleTaken", nil])
            #expect(entries[1].changes.isEmpty && entries[1].subject == writer.person.subject)
            try await world.expectWhole(4)
        }
    }

    @Test func `done and refused in one transaction are one chain`() async throws {
        try await House.notes { world in
            let (writer, store) = (world.writer(), world.instance.store)
            let gate = DispatchSemaphore(value: 0)
            async let held: Void = store.write(label: "hold") { _ in gate.wait() }
            // Each title twice: the second of each is refused, and undone, between others.
            async let calls: Void = withTaskGroup { group in
                for number in 0..<40 {
                    let title = "Memo \(number / 2)"
                    group.addTask {
                        _ = try? await writer.call(CreateMemo.self, .init(title: title))
                    }
                }
            }
            while store.queueDepth < 40 { await Task.yield() }
            gate.signal()
            _ = try await (held, calls)
            let entries = try await world.audit()
            #expect(entries.count { $0.refusal == nil } == 20)
            #expect(entries.count { $0.refusal == "titleTaken" } == 20)
            #expect(Set(entries.map(\.at)).count == 1)
            try await world.expectWhole(40)
        }
    }

    @Test func `a repeated command is one entry`() async throws {
        try await House.notes { world in
            let key = world.ids.uuid(at: world.clock.now)
            let writer = world.writer()
            for _ in 0..<3 {
                try await writer.call(CreateMemo.self, .init(title: "Milk"), key: key)
            }
            #expect(try await world.audit().count == 1)
        }
    }

    @Test func `a denial has an entry, and so has what belongs to another tenant`() async throws {
        try await World.with(Sample.definition) { world in
            let weak = world.operatorOf(levels: [.coupons: .view])
            await #expect(throws: CallRefused.self) {
                try await weak.call(ReadPartner.self, .init())
            }
            let tenants = Principal.program(of: world.mall)
            await #expect(throws: CallRefused.self) {
                try await world.perform(
                    WriteNote.self,
                    .init(text: "a"),
                    as: tenants,
                    routingKey: world.bank.uuid
                )
            }
            let none = Principal(name: "none", tenant: nil, grants: [], publicKey: "none-key")
            await #expect(throws: CallRefused.self) {
                try await world.perform(CountNotes.self, .init(), as: none)
            }
            await world.instance.audit.flush()
            let entries = try await world.audit().reversed().map { $0 }
            #expect(entries.map(\.refusal) == ["denied", "notFound", "denied"])
            #expect(entries.map(\.program) == ["operator", "till", "none"])
            #expect(entries[0].subject == weak.person.subject)
            #expect(entries[0].partner == world.cafe)
            // It is told to those whose program knocked, not to those at whose door.
            #expect(entries[1].tenant == world.mall)
        }
    }

    @Test func `refusals of one program for one reason are a hundred a minute, then a number`()
        async throws
    {
        try await House.notes { world in
            let writer = world.writer()
            let memo = try await writer.call(CreateMemo.self, .init(title: "Milk"))
            for _ in 0..<130 {
                try await writer.refused(.stale, PinMemo.self, .init(id: memo.id, version: 7))
            }
            world.pass(.seconds(61))
            await world.instance.audit.flush()
            let entries = try await world.audit(AuditFilter(isRefused: true))
            #expect(entries.count == 101)
            #expect(entries.first?.count == 30 && entries.first?.refusal == "stale")
            try await world.expectWhole(102)
        }
    }

    @Test func `entries are never changed and never removed`() async throws {
        try await World.with(Notes.definition) { world in
            try await world.writer().call(CreateMemo.self, .init(title: "Milk"))
            for sql in ["UPDATE audit SET method = 'x'", "DELETE FROM audit"] {
                await #expect(throws: DatabaseError.self) {
                    try await world.instance.store.write { try $0.database.execute(sql: sql) }
                }
            }
        }
    }
}

extension World {
    /// Everything in the audit, the newest first.
    func audit(_ filter: AuditFilter? = nil) async throws -> [AuditEntry] {
        var entries: [AuditEntry] = []
        var after: PageCursor?
        repeat {
            let page = try await perform(
                ListAudit.self,
                .init(filter: filter, after: after, limit: 100)
            )
            entries += page.items
            after = page.next
        } while after != nil
        return entries
    }

    func verifyAudit() async throws -> VerifyAudit.Reply {
        try await perform(VerifyAudit.self, .init())
    }

    func expectWhole(_ count: Int64) async throws {
        let reply = try await verifyAudit()
        #expect(reply.faults.isEmpty && reply.isAtEnd && reply.entries == count)
    }
}
