import GRDB
import OctopusCBOR
import OctopusContract
import OctopusMesh
import OctopusServiceKit
import OctopusTestKit
import Testing
import struct FoundationEssentials.UUID

/// A cursor is good for those who were given it, asking for the same.
@Suite struct CursorTests {
    private let tenant = TenantID(UUID())
    private let kind = NoteChanged.declaration.kind

    private func filled(
        _ body: (TestService<SampleEnvironment>) async throws -> Void
    ) async throws {
        try await TestService.with(Sample.definition) { service in
            for text in ["a", "b", "c"] {
                try await service.perform(
                    WriteNote.self,
                    .init(text: text),
                    routingKey: tenant.uuid
                )
            }
            try await body(service)
        }
    }

    private func user(_ subject: UUID = UUID(), actor: UUID? = nil) -> Person {
        Person(
            subject: subject,
            kind: .user,
            tenant: tenant,
            partner: nil,
            session: SessionID(UUID()),
            levels: [:],
            actor: actor
        )
    }

    private func expectCursorRefused(_ body: () async throws -> some Any) async {
        let refused = await #expect(throws: CallRefused.self) { _ = try await body() }
        #expect(refused?.reason == "invalid")
        #expect(refused?.violations.map(\.path) == ["after"])
        #expect(refused?.violations.map(\.rule) == ["cursor"])
    }

    @Test func `another program, person or actor can't use it, in events and in snapshots`()
        async throws
    {
        try await filled { service in
            let (till, person) = (Principal.program(of: tenant), user())
            let again = user(person.subject)
            let page = try await service.perform(
                ReadEvents.self,
                .init(limit: 1),
                for: person,
                as: till
            )
            let states = try await service.perform(
                ReadSnapshot.self,
                .init(kinds: [kind], limit: 1),
                for: person,
                as: till
            )
            let others: [(Principal, Person?)] = [
                (.program(of: tenant, name: "other"), person), (till, user()), (till, nil),
                (.operating, person), (till, user(person.subject, actor: UUID())),
            ]
            for (program, other) in others {
                for cursor in [page.next, states.events] {
                    await expectCursorRefused {
                        try await service.perform(
                            ReadEvents.self,
                            .init(after: cursor),
                            for: other,
                            as: program
                        )
                    }
                }
                await expectCursorRefused {
                    try await service.perform(
                        ReadSnapshot.self,
                        .init(kinds: [kind], after: states.next),
                        for: other,
                        as: program
                    )
                }
            }
            // The same person in another session goes on.
            let rest = try await service.perform(
                ReadEvents.self,
                .init(after: page.next),
                for: again,
                as: till
            )
            #expect(rest.events.count == 2)
            let left = try await service.perform(
                ReadSnapshot.self,
                .init(kinds: [kind], after: states.next),
                for: again,
                as: till
            )
            #expect(left.states.count == 2)
        }
    }

    @Test func `other kinds or another subject can't use it; a snapshot's is for all kinds`()
        async throws
    {
        try await filled { service in
            let page = try await service.perform(ReadEvents.self, .init(kinds: [kind], limit: 1))
            for request in [
                ReadEvents.Request(after: page.next),
                .init(after: page.next, kinds: [kind, "sample.v1/Unheard"]),
                .init(after: page.next, kinds: []),
                .init(after: page.next, kinds: [kind], subject: UUID()),
            ] {
                await expectCursorRefused { try await service.perform(ReadEvents.self, request) }
            }
            // The order of the kinds and how many are wanted are no filters.
            let rest = try await service.perform(
                ReadEvents.self,
                .init(after: page.next, kinds: [kind, kind], limit: 9)
            )
            #expect(rest.events.count == 2)
            let states = try await service.perform(
                ReadSnapshot.self,
                .init(kinds: [kind], limit: 1)
            )
            await expectCursorRefused {
                try await service.perform(
                    ReadSnapshot.self,
                    .init(kinds: [kind, "sample.v1/Unheard"], after: states.next)
                )
            }
            for kinds in [nil, [kind]] {
                let events = try await service.perform(
                    ReadEvents.self,
                    .init(after: states.events, kinds: kinds)
                )
                #expect(events.events.isEmpty && events.isAtEnd)
            }
        }
    }

    @Test func `a service goes on with its cursors after it changed its key`() async throws {
        try await filled { service in
            func loyalty(_ key: String) -> Principal {
                Principal(
                    name: "loyalty",
                    tenant: nil,
                    grants: Principal.everything,
                    publicKey: key,
                    isService: true
                )
            }
            let states = try await service.perform(
                ReadSnapshot.self,
                .init(kinds: [kind], limit: 1),
                as: loyalty("old")
            )
            let rest = try await service.perform(
                ReadSnapshot.self,
                .init(kinds: [kind], after: states.next),
                as: loyalty("new")
            )
            #expect(rest.states.count == 2)
            // A program of that name that is no service is somebody else.
            let impostor = Principal(
                name: "loyalty",
                tenant: nil,
                grants: Principal.everything,
                publicKey: "old"
            )
            await expectCursorRefused {
                try await service.perform(
                    ReadSnapshot.self,
                    .init(kinds: [kind], after: states.next),
                    as: impostor
                )
            }
        }
    }

    @Test func `all cursors have one length, wherever they stand`() async throws {
        try await TestService.with(Sample.definition) { service in
            let till = Principal.program(of: tenant)
            var lengths: Set<Int> = []
            for count in [0, 1, 30, 300] {
                for _ in 0..<count {
                    try await service.perform(
                        WriteNote.self,
                        .init(text: "x"),
                        routingKey: UUID()
                    )
                }
                let page = try await service.perform(ReadEvents.self, .init(), as: till)
                #expect(page.events.isEmpty && page.isAtEnd)
                lengths.insert(page.next.bytes.count)
            }
            #expect(lengths.count == 1)
        }
    }
}
