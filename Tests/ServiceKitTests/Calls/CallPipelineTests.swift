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

    @Test func `no body is the message without fields`() async throws {
        try await TestService.with(Sample.definition) { service in
            let read = await service.instance.perform(
                method: "sample.v1/CountNotes",
                body: [],
                as: .operating
            )
            #expect(read.status == .ok)
            // With a field that is required it is a message without it.
            let key = service.instance.ids.uuid(at: service.clock.now)
            let command = await service.instance.perform(
                method: "sample.v1/WriteNote",
                body: [],
                as: .operating,
                routingKey: tenant.uuid,
                key: key
            )
            let reply = try CBORDecoder().decode(ErrorReply.self, from: command.body)
            #expect(reply.violations.map(\.rule) == ["required"])
            #expect(reply.violations.map(\.path) == ["text"])
            // It is the same request as the one that is written out.
            for body in [[], [0xA0]] as [[UInt8]] {
                let answer = await service.instance.perform(
                    method: "sample.v1/Huge",
                    body: body,
                    as: .operating,
                    key: key
                )
                #expect(try reason(answer) == "malformed")
            }
        }
    }

    @Test(
        arguments: [
            (WriteHuge.Place.read, Effect.none), (.command, .none), (.finish, .committed),
        ]
    )
    func `a reply that no frame carries becomes an error`(
        place: WriteHuge.Place,
        effect: Effect
    ) async throws {
        try await TestService.with(Sample.definition) { service in
            let answer = await service.instance.perform(
                method: place.method,
                body: try CBOREncoder().encode(WriteHuge.Request(bytes: 1 << 20)),
                as: .operating,
                key: service.instance.ids.uuid(at: service.clock.now)
            )
            #expect(answer.status == .internal)
            #expect(answer.effect == effect)
            let reply = try CBORDecoder().decode(ErrorReply.self, from: answer.body)
            #expect(reply.reason == "replyTooLarge")
            #expect(!reply.debugId.isEmpty)
            // A command that could still be undone is.
            let count = try await service.perform(CountNotes.self, .init())
            #expect(count.tries == (place == .finish ? 1 : 0))
        }
    }

    @Test func `what an error repeats of a request is cut`() async throws {
        try await TestService.with(Sample.definition) { service in
            let long = String(repeating: "\u{1F419}", count: 200_000)
            let answer = await service.instance.perform(
                method: "sample.v1/WriteNote",
                body: try CBOREncoder().encode([long: [long: 1], "text": [long: 2]]),
                as: .operating,
                routingKey: tenant.uuid,
                key: service.instance.ids.uuid(at: service.clock.now)
            )
            #expect(try reason(answer) == "malformed")
            #expect(answer.body.count < 4096)
        }
    }

    @Test func `every fault of a body is told in plain words`() async throws {
        let text: [UInt8] = [0x64] + Array("text".utf8)
        let cases: [([UInt8], path: String, rule: String)] = [
            ([0xA1] + text + [1], "text", "type"), ([0xA0], "text", "required"),
            ([0xA2] + text + [0x61, 0x61] + text + [0x61, 0x61], "text", "duplicate"),
            ([0xA1] + text + [0x61, 0xFF], "text", "utf8"),
            ([0xA1] + text + [0x61, 0x61, 0], "", "trailing"),
            ([0xA1] + text + [0x62, 0x61], "text", "truncated"),
            ([0x80], "", "type"), ([0x1C], "", "cbor"), ([0xA1] + text + [0xF6], "text", "type"),
            (
                [0xA2] + text + [0x61, 0x61, 0x61, 0x78] + [UInt8](repeating: 0x81, count: 40) + [
                    0
                ],
                "x" + String(repeating: "[0]", count: 31), "depth"
            ),
        ]
        try await TestService.with(Sample.definition) { service in
            for (body, path, rule) in cases {
                let answer = await service.instance.perform(
                    method: "sample.v1/WriteNote",
                    body: body,
                    as: .operating,
                    routingKey: tenant.uuid,
                    key: service.instance.ids.uuid(at: service.clock.now)
                )
                let reply = try CBORDecoder().decode(ErrorReply.self, from: answer.body)
                let violation = try #require(reply.violations.first)
                #expect(violation.path == path)
                #expect(violation.rule == rule)
                for word in ["at byte", "Cannot", "Optional", "init"] {
                    #expect(!reply.message.contains(word))
                }
            }
        }
    }

    @Test func `a word that is not known is told with those that are`() async throws {
        try await TestService.with(Sample.definition) { service in
            let answer = await service.instance.perform(
                method: "sample.v1/PaintNote",
                body: try CBOREncoder().encode(["colour": "mauve"]),
                as: .operating,
                key: service.instance.ids.uuid(at: service.clock.now)
            )
            let reply = try CBORDecoder().decode(ErrorReply.self, from: answer.body)
            #expect(reply.reason == "malformed")
            #expect(
                reply.violations == [
                    Violation(
                        path: "colour",
                        rule: "oneOf",
                        message: "\"mauve\" is not known; it must be one of red, green."
                    )
                ]
            )
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

    @Test func `a command that prepares alone is stored, and is not prepared again`() async throws {
        try await TestService.with(Sample.definition) { service in
            let ana = person()
            func write(_ key: UUID) async throws -> Int {
                try await service.perform(
                    WriteCounted.self,
                    .init(),
                    for: ana,
                    routingKey: tenant.uuid,
                    key: key
                ).before
            }
            let keys = (0..<2).map { _ in service.instance.ids.uuid(at: service.clock.now) }
            #expect(try await write(keys[0]) == 0)
            #expect(try await write(keys[1]) == 1)
            #expect(try await write(keys[0]) == 0, "it is told what it was told")
            #expect(try await service.perform(CountNotes.self, .init()).notes == 2)
            let token = try await service.token(for: ana, with: .operating)
            let keyless = await service.instance.perform(
                method: WriteCounted.declaration.name,
                body: [0xA0],
                as: .operating,
                token: token,
                routingKey: tenant.uuid
            )
            let word = try reason(keyless)
            #expect(word == "idempotencyKeyMissing")
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
