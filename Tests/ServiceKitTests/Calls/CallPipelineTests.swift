import OctopusCBOR
import OctopusContract
import OctopusMesh
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing
import struct FoundationEssentials.UUID

@Suite struct CallPipelineTests {
    private let tenant = TenantID(UUID())

    private func person(_ level: Level? = .full) -> Person {
        Person(
            subject: UUID(),
            kind: .user,
            tenant: tenant,
            partner: nil,
            session: SessionID(UUID()),
            levels: level.map { [.messages: $0] } ?? [:]
        )
    }

    @Test func `a command runs once for its key, and answers the same bytes again`() async throws {
        try await TestService.with(Sample.definition) { service in
            let key = service.instance.ids.uuid(at: service.clock.now)
            let body = try CBOREncoder().encode(WriteNote.Request(text: "once"))
            let first = await service.instance.perform(
                method: "sample.v1/WriteNote",
                body: body,
                as: .operating,
                routingKey: tenant.uuid,
                key: key
            )
            let second = await service.instance.perform(
                method: "sample.v1/WriteNote",
                body: body,
                as: .operating,
                routingKey: tenant.uuid,
                key: key
            )
            #expect(first.status == .ok)
            #expect(first.effect == .committed)
            #expect(first.position?.seq == 1)
            #expect(second == first)
            #expect(try await service.perform(CountNotes.self, .init()).notes == 1)
        }
    }

    @Test func `a key names one request of one caller`() async throws {
        try await TestService.with(Sample.definition) { service in
            let key = service.instance.ids.uuid(at: service.clock.now)
            try await service.perform(
                WriteNote.self,
                .init(text: "one"),
                routingKey: tenant.uuid,
                key: key
            )
            await refused("idempotencyKeyReused") {
                try await service.perform(
                    WriteNote.self,
                    .init(text: "two"),
                    routingKey: tenant.uuid,
                    key: key
                )
            }
            // Another program's key is another key.
            try await service.perform(
                WriteNote.self,
                .init(text: "two"),
                as: .program(of: tenant),
                routingKey: tenant.uuid,
                key: key
            )
            #expect(try await service.perform(CountNotes.self, .init()).notes == 2)
        }
    }

    @Test func `a refusal is stored, and what must survive it survives once`() async throws {
        try await TestService.with(Sample.definition) { service in
            let key = service.instance.ids.uuid(at: service.clock.now)
            for _ in 1...2 {
                await refused("tooLong") {
                    try await service.perform(
                        WriteNote.self,
                        .init(text: "much too long"),
                        routingKey: tenant.uuid,
                        key: key
                    )
                }
            }
            let count = try await service.perform(CountNotes.self, .init())
            #expect(count.notes == 0)
            #expect(count.tries == 1)
        }
    }

    @Test func `a command without a key is refused`() async throws {
        try await TestService.with(Sample.definition) { service in
            let answer = await service.instance.perform(
                method: "sample.v1/WriteNote",
                body: try CBOREncoder().encode(WriteNote.Request(text: "x")),
                as: .operating,
                routingKey: tenant.uuid
            )
            let word = try reason(answer)
            #expect(word == "idempotencyKeyMissing")
        }
    }

    @Test func `a body that is not the message is refused with the place of its fault`()
        async throws
    {
        try await TestService.with(Sample.definition) { service in
            let answer = await service.instance.perform(
                method: "sample.v1/WriteNote",
                body: [0xA1, 0x64, 0x74, 0x65, 0x78, 0x74, 0x01],
                as: .operating,
                routingKey: tenant.uuid,
                key: UUID()
            )
            let reply = try CBORDecoder().decode(ErrorReply.self, from: answer.body)
            #expect(reply.reason == "malformed")
            #expect(reply.violations.map(\.path) == ["text"])
        }
    }

    @Test func `what should not happen is undone and tells the caller nothing`() async throws {
        try await TestService.with(Sample.definition) { service in
            let answer = await service.instance.perform(
                method: "sample.v1/Explode",
                body: [0xA0],
                as: .operating,
                key: service.instance.ids.uuid(at: service.clock.now)
            )
            #expect(answer.status == .internal)
            let text = String(decoding: answer.body, as: UTF8.self)
            #expect(!text.contains("hunter2") && !text.contains("Broken"))
            let count = try await service.perform(CountNotes.self, .init())
            #expect(count.tries == 0)
        }
    }

    @Test func `a prepared command prepares, commits and finishes`() async throws {
        try await TestService.with(Sample.definition) { service in
            let reply = try await service.perform(
                WriteSecret.self,
                .init(secret: "four"),
                for: person(),
                routingKey: tenant.uuid
            )
            #expect(reply.text == "finished hash of 4")
            #expect(try await service.perform(CountNotes.self, .init()).notes == 1)
        }
    }

    @Test func `without fresh proof persons' commands are refused, their reads are not`()
        async throws
    {
        try await TestService.with(Sample.definition) { service in
            service.clock.advance(by: .seconds(301))
            await refused("unproven") {
                try await service.perform(
                    WriteNote.self,
                    .init(text: "late"),
                    for: person(),
                    routingKey: tenant.uuid
                )
            }
            try await service.perform(CountNotes.self, .init(), for: person())
            try await service.perform(WriteNote.self, .init(text: "own"), routingKey: tenant.uuid)
            service.instance.security.prove()
            try await service.perform(
                WriteNote.self,
                .init(text: "late"),
                for: person(),
                routingKey: tenant.uuid
            )
        }
    }

    @Test func `an unknown method is unimplemented`() async throws {
        try await TestService.with(Sample.definition) { service in
            let answer = await service.instance.perform(
                method: "sample.v1/Nothing",
                body: [],
                as: .operating
            )
            let word = try reason(answer)
            #expect(word == "unknownMethod")
        }
    }

    private func reason(_ answer: CallAnswer) throws -> String {
        try CBORDecoder().decode(ErrorReply.self, from: answer.body).reason
    }
}

/// Expects a refusal with that word.
func refused(_ reason: String, _ body: () async throws -> some Any) async {
    do {
        _ = try await body()
        Issue.record("let in instead of \(reason)")
    } catch let error as CallRefused {
        #expect(error.reason == reason)
    } catch {
        Issue.record("\(error) instead of \(reason)")
    }
}
