import OctopusContract
import OctopusMesh
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing
import struct FoundationEssentials.UUID

/// Kinds of events that are told to programs alone.
@Suite struct ForProgramsTests {
    private let tenant = TenantID(UUID())
    private let shown = NoteChanged.declaration.kind
    private let reviewed = NoteReviewed.declaration.kind

    private var till: Principal {
        Principal(
            name: "till",
            tenant: tenant.uuid,
            grants: ["mesh.v1/ReadEvents", "mesh.v1/ReadSnapshot"],
            publicKey: "k"
        )
    }

    private func person(_ kind: Person.Kind) -> Person {
        Person(
            subject: UUID(),
            kind: kind,
            tenant: tenant,
            partner: nil,
            session: SessionID(UUID()),
            levels: [:]
        )
    }

    /// An event of each kind about a person, and one that concerns them.
    private func tell(_ person: Person, _ service: TestService<SampleEnvironment>) async throws {
        let (kinds, tenant) = ([reviewed, shown], tenant)
        try await service.instance.store.write { transaction in
            for kind in kinds {
                for subject in [person.subject, UUID()] {
                    try transaction.append(
                        NewEvent(
                            kind: kind,
                            isSecurity: false,
                            tenant: tenant.uuid,
                            partner: nil,
                            subject: subject,
                            trace: nil,
                            body: [0xA0],
                            personal: nil,
                            audience: [person.subject]
                        )
                    )
                }
            }
        }
    }

    @Test(arguments: [Person.Kind.user, .endUser, .service, .visitor])
    func `persons are told none of them, even if they are about them`(
        kind: Person.Kind
    ) async throws {
        try await TestService.with(Sample.definition) { service in
            let person = person(kind)
            try await tell(person, service)
            for subject in [nil, person.subject] {
                let all = try await service.perform(
                    ReadEvents.self,
                    .init(subject: subject),
                    for: person,
                    as: till
                )
                #expect(all.events.map(\.kind) == [shown, shown] && all.isAtEnd)
            }
            for kinds in [[reviewed], [shown, reviewed]] {
                await refused("denied") {
                    try await service.perform(
                        ReadEvents.self,
                        .init(kinds: kinds),
                        for: person,
                        as: till
                    )
                }
                await refused("denied") {
                    try await service.perform(
                        ReadSnapshot.self,
                        .init(kinds: kinds),
                        for: person,
                        as: till
                    )
                }
            }
        }
    }

    @Test func `a program by itself reads them`() async throws {
        try await TestService.with(Sample.definition) { service in
            try await tell(person(.user), service)
            for kinds in [nil, [shown, reviewed]] {
                let own = try await service.perform(
                    ReadEvents.self,
                    .init(kinds: kinds),
                    as: till
                )
                #expect(own.events.count == 4)
            }
            let named = try await service.perform(
                ReadSnapshot.self,
                .init(kinds: [reviewed]),
                as: till
            )
            #expect(named.states.isEmpty)
        }
    }
}
