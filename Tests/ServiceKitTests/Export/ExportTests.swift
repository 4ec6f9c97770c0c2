import Foundation
import GRDB
import OctopusCBOR
import OctopusContract
import OctopusMesh
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusServiceKit

struct ExportTests {
    private typealias House = World<NotesEnvironment>

    private func file<E>(_ begun: BegunExport, for somebody: Somebody<E>) async throws -> String {
        var bytes: [UInt8] = []
        var chunk: Int64 = 0
        while true {
            let reply = try await somebody.call(
                ReadExport.self,
                .init(exportId: begun.exportId, chunk: chunk)
            )
            guard let part = reply.part else { continue }
            bytes += part.bytes
            if reply.isLast { break }
            chunk += 1
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func fill(_ world: House, _ count: Int) async throws {
        let mall = world.mall
        try await world.instance.store.write { transaction in
            for number in 0..<count {
                let facts = AuditFacts(
                    method: "notes.v1/Memo\(number)",
                    program: number == 3 ? "=1+2" : "till",
                    tenant: mall
                )
                world.instance.audit.done(facts, in: transaction)
            }
        }
    }

    @Test func `an export has every row that there was, in order, and none that came later`()
        async throws
    {
        try await World.with(Notes.definition, working: true) { world in
            try await fill(world, 450)
            let auditor = world.userOf(world.mall, [.audit: .view])
            let begun = try await auditor.call(ExportAudit.self, .init())
            try await fill(world, 10)
            let text = try await file(begun, for: auditor)
            #expect(text.hasPrefix("\u{FEFF}\"number\",\"at (UTC)\",\"method\""))
            let lines = text.split(separator: "\r\n").dropFirst()
            #expect(lines.count == 450)
            for (index, line) in lines.enumerated() {
                #expect(line.hasPrefix("\(index + 1),"))
                #expect(line.contains("notes.v1/Memo\(index)\""))
            }
            #expect(lines.contains { $0.contains(",\"'=1+2\",") })
        }
    }

    @Test func `only who began it reads it, while they may see it, for a day`() async throws {
        try await World.with(Notes.definition) { world in
            try await fill(world, 5)
            let auditor = world.userOf(world.mall, [.audit: .view])
            let begun = try await auditor.call(ExportAudit.self, .init())
            try await world.runExports()
            let request = ReadExport.Request(exportId: begun.exportId, chunk: 0)
            #expect(try await auditor.call(ReadExport.self, request).isLast)
            let sealed = try await world.inspect { database in
                try Data.fetchAll(database, sql: "SELECT sealed FROM export_chunks")
            }
            #expect(sealed.count == 1)
            #expect(!sealed.contains { String(decoding: $0, as: UTF8.self).contains("Memo") })
            let colleague = world.userOf(world.mall, [.audit: .full])
            try await colleague.refused(.notFound, ReadExport.self, request)
            let demoted = Somebody(
                house: world,
                person: Person(
                    subject: auditor.person.subject,
                    kind: .user,
                    tenant: world.mall,
                    partner: nil,
                    session: auditor.person.session,
                    levels: [.users: .full]
                )
            )
            try await demoted.refused(.notFound, ReadExport.self, request)
            world.pass(.seconds(86_400))
            try await auditor.refused(.notFound, ReadExport.self, request)
            try await world.runExports()
            let left = try await world.inspect { database in
                try Int.fetchOne(
                    database,
                    sql: "SELECT (SELECT count(*) FROM exports) + count(*) FROM export_chunks"
                )
            }
            #expect(left == 0)
        }
    }

    @Test func `a service that is started anew goes on with the export`() async throws {
        let world = try await World(Notes.definition)
        try await fill(world, 500)
        let auditor = world.userOf(world.mall, [.audit: .view])
        let begun = try await auditor.call(ExportAudit.self, .init())
        try await world.runExports(slices: 1)
        let again = try await World(restarting: world, working: true)
        let text = try await file(begun, for: Somebody(house: again, person: auditor.person))
        #expect(text.split(separator: "\r\n").count == 501)
        await again.close()
    }

    @Test func `somebody may have five in a day`() async throws {
        try await World.with(Notes.definition) { world in
            let auditor = world.userOf(world.mall, [.audit: .view])
            for _ in 0..<5 { try await auditor.call(ExportAudit.self, .init()) }
            try await auditor.refused(.tooManyExports, ExportAudit.self, .init())
            let other = world.userOf(world.mall, [.audit: .view])
            try await other.call(ExportAudit.self, .init())
        }
    }

    @Test func `a search that can't be is refused before anything is made`() async throws {
        try await World.with(Notes.definition) { world in
            let auditor = world.userOf(world.mall, [.audit: .view])
            try await auditor.refused(
                .invalid,
                ExportAudit.self,
                .init(filter: AuditFilter(search: "\u{7}"))
            )
            let count = try await world.inspect { database in
                try Int.fetchOne(database, sql: "SELECT count(*) FROM exports")
            }
            #expect(count == 0)
        }
    }
}

extension World<NotesEnvironment> {
    /// Runs the job's slices until it waits, or so many.
    func runExports(slices: Int = .max) async throws {
        let job: JobDefinition<NotesEnvironment> = ExportJob(
            definitions: [.audit],
            sealer: Sealer(instance.ring)
        ).job()
        let now = clock.now
        var done = 0
        while done < slices {
            let result = try await instance.store.write { [ids] transaction in
                try job.slice(
                    WorkContext(
                        now: now,
                        environment: NotesEnvironment(),
                        transaction: transaction,
                        trace: nil,
                        ids: ids
                    )
                )
            }
            done += 1
            if result != .again { return }
        }
    }
}
