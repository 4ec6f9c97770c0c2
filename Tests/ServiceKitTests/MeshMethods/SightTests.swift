import GRDB
import OctopusCBOR
import OctopusContract
import OctopusMesh
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing
import struct FoundationEssentials.UUID

/// What pages of the log and of snapshots tell somebody who may not see all of them.
@Suite struct SightTests {
    private let tenant = TenantID(UUID())
    private let other = TenantID(UUID())
    private let kind = NoteChanged.declaration.kind

    private func write(
        _ count: Int,
        of tenant: TenantID,
        _ service: TestService<SampleEnvironment>
    ) async throws {
        for _ in 0..<count {
            try await service.perform(WriteNote.self, .init(text: "a"), routingKey: tenant.uuid)
        }
    }

    private func till(of tenant: TenantID) -> Principal {
        Principal(
            name: "till",
            tenant: tenant.uuid,
            grants: ["mesh.v1/ReadEvents", "mesh.v1/ReadSnapshot"],
            publicKey: "k"
        )
    }

    private func endUser(_ id: UUID) -> Person {
        Person(
            subject: id,
            kind: .endUser,
            tenant: tenant,
            partner: nil,
            session: SessionID(UUID()),
            levels: [:]
        )
    }

    @Test func `a page of events without rows is the same, whatever others did`() async throws {
        try await TestService.with(Sample.definition) { service in
            func page() async throws -> ReadEvents.Reply {
                try await service.perform(ReadEvents.self, .init(), as: till(of: tenant))
            }
            let before = try await page()
            try await write(20, of: other, service)
            let after = try await page()
            for reply in [before, after] {
                #expect(reply.events.isEmpty)
                #expect(reply.isAtEnd)
                #expect(reply.log == nil)
            }
            #expect(before.next.bytes.count < after.next.bytes.count + 40)
            // No id and no number of the other's stands in the cursor.
            let events = try await service.perform(ReadEvents.self, .init()).events
            for event in events {
                let id = withUnsafeBytes(of: event.id.uuid, Array.init)
                #expect(!after.next.bytes.contains(subsequence: id))
            }
        }
    }

    @Test func `an end user and a tenant's program are told no numbers of the log`() async throws {
        try await TestService.with(Sample.definition) { service in
            try await write(3, of: other, service)
            let person = endUser(UUID())
            let own = try await service.perform(ReadEvents.self, .init(), for: person)
            #expect(own.log == nil && own.events.isEmpty && own.isAtEnd)
            var after: Bytes?
            repeat {
                // A page ends where its time is over, also on a machine that is busy otherwise.
                let states = try await service.perform(
                    ReadSnapshot.self,
                    .init(kinds: [kind], after: after, limit: 1),
                    for: person
                )
                #expect(states.place == nil && states.states.isEmpty)
                after = states.next
            } while after != nil
        }
    }

    @Test func `rows of others make no page shorter`() async throws {
        try await TestService.with(Sample.definition) { service in
            for _ in 0..<4 {
                try await write(3, of: other, service)
                try await write(1, of: tenant, service)
            }
            try await write(3, of: other, service)
            var sizes: [Int] = []
            var after: Bytes?
            let begun = ContinuousClock.now
            repeat {
                let page = try await service.perform(
                    ReadSnapshot.self,
                    .init(kinds: [kind], after: after, limit: 2),
                    as: till(of: tenant)
                )
                #expect(page.states.allSatisfy { $0.tenant == tenant && $0.personal == nil })
                sizes.append(page.states.count)
                after = page.next
            } while after != nil
            #expect(sizes.reduce(0, +) == 4)
            // On a machine that is busy otherwise a page's time may be over.
            #expect(sizes.prefix(2) == [2, 2] || ContinuousClock.now - begun > .seconds(2))
        }
    }

    @Test func `a reader goes on from a snapshot's page to the events`() async throws {
        try await TestService.with(Sample.definition) { service in
            try await write(2, of: tenant, service)
            let page = try await service.perform(
                ReadSnapshot.self,
                .init(kinds: [kind]),
                as: till(of: tenant)
            )
            try await write(1, of: other, service)
            try await write(1, of: tenant, service)
            let events = try await service.perform(
                ReadEvents.self,
                .init(after: page.events),
                as: till(of: tenant)
            )
            #expect(events.events.count == 1)
        }
    }

    @Test func `a place of one's own making is for those who see everything`() async throws {
        try await TestService.with(Sample.definition) { service in
            try await write(2, of: other, service)
            let all = try await service.perform(ReadEvents.self, .init())
            let place = try #require(all.log?.next)
            let again = try await service.perform(ReadEvents.self, .init(place: place))
            #expect(again.events.isEmpty && again.isAtEnd)
            await refused("denied") {
                try await service.perform(
                    ReadEvents.self,
                    .init(place: place),
                    as: till(of: tenant)
                )
            }
        }
    }

    @Test func `a forged cursor, or one of another list, is refused`() async throws {
        try await TestService.with(Sample.definition) { service in
            try await write(3, of: tenant, service)
            let events = try await service.perform(ReadEvents.self, .init(limit: 1)).next
            let snapshot = try #require(
                try await service.perform(ReadSnapshot.self, .init(kinds: [kind], limit: 1)).next
            )
            var forged = events.bytes
            forged[20] ^= 1
            for cursor in [Bytes(forged), snapshot, Bytes([])] {
                await refused("invalid") {
                    try await service.perform(ReadEvents.self, .init(after: cursor))
                }
            }
            for cursor in [Bytes(forged), events, Bytes([0xA0])] {
                await refused("invalid") {
                    try await service.perform(
                        ReadSnapshot.self,
                        .init(kinds: [kind], after: cursor)
                    )
                }
            }
        }
    }

    @Test(arguments: [101, 5_000, 40_000])
    func `too many kinds are refused`(count: Int) async throws {
        try await TestService.with(Sample.definition) { service in
            let kinds = (0..<count).map { "sample.v1/Kind\($0)" }
            await refused("invalid") {
                try await service.perform(ReadEvents.self, .init(kinds: kinds))
            }
            await refused("invalid") {
                try await service.perform(ReadSnapshot.self, .init(kinds: kinds))
            }
            await refused("invalid") {
                try await service.perform(
                    ReadEvents.self,
                    .init(kinds: [String(repeating: "k", count: 129)])
                )
            }
        }
    }

    @Test func `kinds that are named twice or unknown change nothing`() async throws {
        try await TestService.with(Sample.definition) { service in
            try await write(1, of: tenant, service)
            let kinds = [kind, kind, "sample.v1/Unheard"]
            let events = try await service.perform(ReadEvents.self, .init(kinds: kinds))
            #expect(events.events.count == 1)
            let states = try await service.perform(ReadSnapshot.self, .init(kinds: kinds))
            #expect(states.kinds == [kind] && states.states.count == 1)
            #expect(
                try await service.perform(ReadEvents.self, .init(kinds: [])).events.isEmpty
            )
        }
    }

    @Test func `a page of a snapshot ends at half a mebibyte`() async throws {
        try await TestService.with(Sample.definition) { service in
            let text = String(repeating: "語", count: 2_000)
            let own = tenant
            try await service.instance.store.write { transaction in
                for _ in 0..<300 {
                    try transaction.database.execute(
                        sql: "INSERT INTO notes VALUES (?, ?, ?)",
                        arguments: [UUID(), own, text]
                    )
                }
            }
            var count = 0
            var after: Bytes?
            repeat {
                let page = try await service.perform(
                    ReadSnapshot.self,
                    .init(kinds: [kind], after: after, limit: 1_000)
                )
                #expect(try CBOREncoder().encode(page).count < 600_000)
                count += page.states.count
                after = page.next
            } while after != nil
            #expect(count == 300)
        }
    }
}

extension [UInt8] {
    fileprivate func contains(subsequence wanted: [UInt8]) -> Bool {
        guard count >= wanted.count else { return false }
        return (0...(count - wanted.count)).contains {
            self[$0..<($0 + wanted.count)] == wanted[...]
        }
    }
}
