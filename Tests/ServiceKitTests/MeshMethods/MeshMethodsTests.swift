import OctopusCBOR
import OctopusContract
import OctopusMesh
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing
import struct FoundationEssentials.UUID

@Suite struct MeshMethodsTests {
    private let tenant = TenantID(UUID())
    private let other = TenantID(UUID())

    private func write(_ texts: [String], _ service: TestService<SampleEnvironment>) async throws {
        for (index, text) in texts.enumerated() {
            try await service.perform(
                WriteNote.self,
                .init(text: text),
                routingKey: (index.isMultiple(of: 2) ? tenant : other).uuid
            )
        }
    }

    @Test func `describe tells every method with its shapes`() async throws {
        try await TestService.with(Sample.definition) { service in
            let reply = try await service.perform(Describe.self, .init())
            #expect(
                reply.methods.map(\.name).sorted()
                    == service.instance.methods.map { $0.declaration.name }.sorted()
            )
        }
    }

    @Test func `health is ready, then draining`() async throws {
        try await TestService.with(Sample.definition, working: true) { service in
            let reply = try await service.perform(Health.self, .init())
            #expect(reply.state == .ready)
            #expect(reply.log.head == 0)
            service.instance.beginDraining()
            #expect(try await service.perform(Health.self, .init()).state == .draining)
        }
    }

    @Test func `health and stats are told without the database`() async throws {
        try await TestService.with(Sample.definition) { service in
            try await write(["a", "b"], service)
            let jobs = try await service.instance.jobs.runDue()
            let before = try await service.perform(Health.self, .init())
            #expect(before.log.head == 2 && before.log.tail == 1)
            #expect(jobs > 0 && !before.jobs.isEmpty)
            #expect(before.jobs.allSatisfy { $0.failures == 0 && $0.trouble == nil })
            await service.instance.close()
            #expect(try await service.perform(Health.self, .init()).jobs == before.jobs)
            #expect(try await service.perform(Stats.self, .init()).service == "sample")
        }
    }

    @Test func `health, stats and describe don't wait for what was seen`() async throws {
        try await TestService.with(Sample.definition) { service in
            // Of the log that is followed, far ahead; and of one that nobody knows.
            let seen = [
                LogPosition(service: "identity", shard: 0, epoch: UUID(), seq: 1 << 40),
                LogPosition(service: "nobody", shard: 0, epoch: UUID(), seq: 7),
            ]
            let instance = service.instance
            try await instance.perform(Health.self, .init(), as: .operating, seen: seen)
            try await instance.perform(Stats.self, .init(), as: .operating, seen: seen)
            try await instance.perform(Describe.self, .init(), as: .operating, seen: seen)
        }
    }

    @Test func `stats count the calls`() async throws {
        try await TestService.with(Sample.definition) { service in
            try await write(["a", "b", "c"], service)
            let metrics = try await service.perform(Stats.self, .init()).metrics
            let calls = metrics.first {
                $0.name == "calls" && $0.labels["method"] == "sample.v1/WriteNote"
            }
            #expect(calls?.value == 3)
        }
    }

    @Test func `events are read in order, and a tenant's program sees its own without personal`()
        async throws
    {
        try await TestService.with(Sample.definition) { service in
            try await write(["a", "bb", "ccc"], service)
            let all = try await service.perform(
                ReadEvents.self,
                ReadEvents.Request(after: nil, limit: 2)
            )
            #expect(all.events.map(\.seq) == [1, 2])
            #expect(all.events.allSatisfy { $0.personal != nil })
            let rest = try await service.perform(
                ReadEvents.self,
                ReadEvents.Request(after: all.next)
            )
            #expect(rest.events.map(\.seq) == [3])
            #expect(rest.isAtEnd)
            #expect(rest.log?.next.seq == rest.log?.head)
            let till = Principal(
                name: "till",
                tenant: tenant.uuid,
                grants: ["mesh.v1/ReadEvents"],
                publicKey: "k"
            )
            let own = try await service.perform(
                ReadEvents.self,
                ReadEvents.Request(after: nil),
                as: till
            )
            #expect(own.events.map(\.seq) == [1, 3])
            #expect(own.events.allSatisfy { $0.personal == nil })
        }
    }

    @Test func `a position in another log is refused`() async throws {
        try await TestService.with(Sample.definition) { service in
            try await write(["a"], service)
            await refused("logChanged") {
                try await service.perform(
                    ReadEvents.self,
                    ReadEvents.Request(place: LogPlace(epoch: UUID(), seq: 1, id: UUID()))
                )
            }
        }
    }

    @Test func `a snapshot comes in pages`() async throws {
        try await TestService.with(Sample.definition) { service in
            try await write(["a", "b", "c", "d", "e"], service)
            var subjects: [UUID] = []
            var cursor: Bytes?
            repeat {
                let page = try await service.perform(
                    ReadSnapshot.self,
                    ReadSnapshot.Request(
                        kinds: ["sample.v1/NoteChanged", "x"],
                        after: cursor,
                        limit: 2
                    )
                )
                #expect(page.kinds == ["sample.v1/NoteChanged"])
                #expect(page.place?.seq == 5)
                subjects += page.states.map(\.subject)
                cursor = page.next
            } while cursor != nil
            #expect(subjects.count == 5)
            #expect(subjects == subjects.sorted())
        }
    }

    @Test func `limits are checked`() async throws {
        try await TestService.with(Sample.definition) { service in
            await refused("invalid") {
                try await service.perform(
                    ReadEvents.self,
                    ReadEvents.Request(after: nil, limit: 0)
                )
            }
            await refused("invalid") {
                try await service.perform(
                    ReadEvents.self,
                    ReadEvents.Request(after: nil, waitMs: 60_000)
                )
            }
        }
    }
}
