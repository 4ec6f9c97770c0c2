import FoundationEssentials
import GRDB
import OctopusIdentityContract
import OctopusMIME
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

@testable import OctopusMail

@Suite(.timeLimit(.minutes(2)))
struct OutboxTests {
    @Test func `a mail leaves after its transaction, and with it only`() async throws {
        try await TemporaryFolder.with { folder in
            let spool = folder.file("spool")
            try await PostOffice.with(spool: spool) { office in
                await #expect(throws: (any Error).self) { try await office.send(fails: true) }
                let ids = try await office.send(3)
                try await office.until(\.isEmpty)
                let files = try FileManager.default.contentsOfDirectory(atPath: spool).sorted()
                let name = "\(office.clock.now.milliseconds)-"
                #expect(files == ids.map { "\(name)\($0).eml" }.sorted())
                let bytes = try #require(
                    FileManager.default.contents(atPath: "\(spool)/\(files[0])")
                )
                let mail = ReadMessage(Array(bytes))
                #expect(mail.to == "\"Ana\" <ana@example.org>" && mail.text.contains("xyzzy-0"))
            }
        }
    }

    @Test func `what waits is sealed, and every time the same`() async throws {
        try await PostOffice.with(working: false) { office in
            try await office.send()
            let record = try #require(try await office.waiting().first)
            let sealed = try #require(record.sealed)
            #expect(!String(decoding: sealed, as: UTF8.self).contains("xyzzy"))
            let outbox = office.world.instance.environment.outbox
            let (first, second) = try (outbox.open(record), outbox.open(record))
            #expect(first.message == second.message && first.to == "ana@example.org")
        }
    }

    @Test func `without a server mails wait, are told why, and end after days`() async throws {
        try await PostOffice.with { office in
            try await office.send()
            try await office.until { $0.first?.attempts == 1 }
            let outbox = office.world.instance.environment.outbox
            let told = try outbox.describe(try #require(try await office.waiting().first))
            #expect(told.failure == .notSetUp && told.to == "ana@example.org")
            // Longer than any pause, so that each time it is tried once more.
            while let attempts = try await office.waiting().first?.attempts {
                office.clock.advance(by: .seconds(3 * 3600))
                try await office.until { $0.first?.attempts != attempts }
            }
            let end = try #require(try await office.givenUp().first)
            #expect(end.failure == .exhausted && end.sealed == nil && end.attempts > 5)
            let events = try await office.world.events(MailGivenUp.self)
            #expect(events.map(\.failure) == [.exhausted] && events.first?.mailId == end.id)
        }
    }

    @Test func `a link that has ended is not sent`() async throws {
        try await PostOffice.with { office in
            try await office.send(usefulFor: 5_000)
            try await office.until { $0.first?.attempts == 1 }
            while try await office.givenUp().isEmpty {
                await office.rest()
                office.clock.advance(by: .seconds(60))
            }
            #expect(try await office.givenUp().map(\.failure) == [.outdated])
        }
    }

    @Test func `a mail that can't be opened holds up no other`() async throws {
        try await TemporaryFolder.with { folder in
            try await PostOffice.with(spool: folder.file("spool"), working: false) { office in
                let ids = try await office.send(2)
                try await office.world.instance.store.write {
                    try $0.database.execute(
                        sql: "UPDATE mails SET sealed = x'0102' WHERE id = ?",
                        arguments: [ids[0]]
                    )
                }
                let again = try await World(restarting: office.world, working: true)
                let restarted = PostOffice(world: again, tenant: office.tenant)
                try await restarted.until { $0.count == 1 && $0.first?.failure == .unreadable }
                await again.close()
            }
        }
    }

    @Test func `what is taken back is gone`() async throws {
        try await PostOffice.with(working: false) { office in
            let (one, other) = (office.world.ana.uuid, office.world.ben.uuid)
            try await office.send(2, about: one)
            try await office.send(about: other)
            let instance = office.world.instance
            try await ServiceInstance.transact(
                instance.store,
                instance.environment,
                office.world.ids
            ) {
                try $0.takeBackMail(Mail.Purpose("else"), about: one)
            }
            #expect(try await office.waiting().count == 3)
            try await ServiceInstance.transact(
                instance.store,
                instance.environment,
                office.world.ids
            ) {
                try $0.takeBackMail(about: one)
            }
            #expect(try await office.waiting().map(\.subjectId) == [other])
        }
    }

    @Test func `tenants take turns, however many mails one of them has`() async throws {
        try await PostOffice.with(working: false) { office in
            try await office.send(5)
            try await office.send(2, of: office.world.bank)
            let now = office.clock.now
            var (turn, order): (TenantID?, [TenantID]) = (nil, [])
            for _ in 0..<7 {
                let last = turn
                let next = try await office.world.instance.store.read {
                    try MailRecord.next(after: last, at: now, in: $0)
                }
                let mail = try #require(next)
                try await office.world.instance.store.write { try mail.remove(in: $0.database) }
                turn = mail.tenantId
                order.append(mail.tenantId)
            }
            #expect(order.prefix(4).filter { $0 == office.world.bank }.count == 2)
            #expect(Set(order.prefix(2)).count == 2)
        }
    }

    @Test func `a clock that was ahead puts no mail off`() async throws {
        try await TemporaryFolder.with { folder in
            try await PostOffice.with(spool: folder.file("spool"), working: false) { office in
                try await office.send()
                let late = office.clock.now.adding(milliseconds: 90 * 86_400_000)
                try await office.world.instance.store.write {
                    try $0.database.execute(sql: "UPDATE mails SET due_at = ?", arguments: [late])
                }
                let again = try await World(restarting: office.world, working: true)
                let restarted = PostOffice(world: again, tenant: office.tenant)
                try await restarted.until(\.isEmpty)
                await again.close()
            }
        }
    }
}
