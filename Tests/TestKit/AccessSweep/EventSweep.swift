import OctopusCBOR
import OctopusContract
import OctopusMesh
import OctopusServiceKit
import OctopusStore
import struct FoundationEssentials.UUID

/// Reads the log and its snapshots as every program, with every person and with none, and compares what
/// comes with what they may see: worked out here, apart from the code that is being tested.
struct EventSweep<Environment: Sendable> {
    let service: TestService<Environment>
    let world: SweepWorld
    let kinds: [EventDeclaration]
    private(set) var faults: [String] = []
    private(set) var checkCount = 0

    init(service: TestService<Environment>, world: SweepWorld, kinds: [EventDeclaration]) {
        self.service = service
        self.world = world
        self.kinds = kinds
    }

    /// Tells an event of every kind for everybody, then reads as everybody.
    mutating func sweep() async throws {
        guard !kinds.isEmpty else { return }
        try await tell()
        for reader in world.readers(of: kinds) {
            for (name, person) in world.readingPersons {
                try await check(reader, person, "\(name) with the program \(reader.program.name)")
            }
        }
    }

    private func tell() async throws {
        let (kinds, told) = (kinds, world.told)
        try await service.instance.store.write { transaction in
            for kind in kinds {
                for thing in told {
                    try transaction.append(
                        NewEvent(
                            kind: kind.kind,
                            isSecurity: kind.isSecurity,
                            tenant: thing.tenant?.uuid,
                            partner: thing.partner?.uuid,
                            subject: thing.subject,
                            trace: nil,
                            body: [0xA0],
                            personal: [0xA0],
                            audience: thing.audience
                        )
                    )
                }
            }
        }
    }

    private mutating func check(
        _ reader: SweptReader,
        _ person: Person?,
        _ who: String
    ) async throws {
        let granted = Set(
            kinds.filter { reader.isGranted($0.kind) && !($0.isForPrograms && person != nil) }
                .map(\.kind)
        )
        let meet = world.meet(reader.program, person)
        for asked in [nil] + kinds.map({ Optional([$0.kind]) }) {
            checkCount += 2
            let isDenied = asked.map { !granted.isSuperset(of: $0) } ?? false
            let expected: Seen =
                !meet
                ? .refused("notFound")
                : isDenied
                    ? .refused("denied")
                    : .rows(
                        Set(
                            (asked.map(Set.init) ?? granted).flatMap { kind in
                                world.told.filter { world.shows($0, reader.program, person) }
                                    .map { Row(kind: kind, subject: $0.subject) }
                            }
                        )
                    )
            let read = try await outcome { try await events(asked, reader.program, person) }
            if read != expected {
                faults.append("ReadEvents \(asked ?? []) by \(who): \(read), not \(expected)")
            }
            guard let asked else { continue }
            let found = try await outcome { try await states(asked, reader.program, person) }
            let wanted = expected.leaving { row in
                // A state is told to those that it is about, not to an audience.
                person.map { !$0.seesItself } ?? true || row.subject == person?.subject
            }
            if found != wanted {
                faults.append("ReadSnapshot \(asked) by \(who): \(found), not \(wanted)")
            }
        }
    }

    /// What came, or the refusal's word.
    private enum Seen: Equatable {
        case rows(Set<Row>)
        case refused(String)

        func leaving(_ isLeft: (Row) -> Bool) -> Seen {
            if case .rows(let rows) = self { .rows(rows.filter(isLeft)) } else { self }
        }
    }

    private struct Row: Hashable {
        let kind: String
        let subject: UUID
    }

    private func outcome(_ read: () async throws -> Set<Row>) async throws -> Seen {
        do {
            return .rows(try await read())
        } catch let refused as CallRefused {
            return .refused(refused.reason)
        }
    }

    private func events(
        _ kinds: [String]?,
        _ program: Principal,
        _ person: Person?
    ) async throws -> Set<Row> {
        var (rows, after): (Set<Row>, Bytes?) = ([], nil)
        while true {
            let page = try await service.perform(
                ReadEvents.self,
                .init(after: after, kinds: kinds, limit: 7),
                for: person,
                as: program
            )
            rows.formUnion(page.events.map { Row(kind: $0.kind, subject: $0.subject) })
            let mayCount = program.scope == .installation && person == nil
            guard (page.log != nil) == mayCount else { throw ToldNumbers() }
            if page.isAtEnd { return rows }
            after = page.next
        }
    }

    private func states(
        _ kinds: [String],
        _ program: Principal,
        _ person: Person?
    ) async throws -> Set<Row> {
        var (rows, after): (Set<Row>, Bytes?) = ([], nil)
        repeat {
            let page = try await service.perform(
                ReadSnapshot.self,
                .init(kinds: kinds, after: after, limit: 7),
                for: person,
                as: program
            )
            rows.formUnion(page.states.map { Row(kind: $0.kind, subject: $0.subject) })
            let mayCount = program.scope == .installation && person == nil
            guard (page.place != nil) == mayCount else { throw ToldNumbers() }
            after = page.next
        } while after != nil
        return rows
    }

    /// Numbers of the log were told to somebody who may not see all of it, or kept from who may.
    private struct ToldNumbers: Error {}
}

/// A program with what it was granted of events.
struct SweptReader: Sendable {
    let program: Principal
    let isGranted: @Sendable (String) -> Bool
}

/// Something that is told of in every kind of event.
struct ToldThing: Sendable {
    let tenant: TenantID?
    let partner: PartnerID?
    let subject: UUID
    var audience: [UUID] = []
}

extension SweepWorld {
    /// Whom events are about, and whom they concern.
    var told: [ToldThing] {
        [
            ToldThing(tenant: home, partner: partner, subject: subjects[0], audience: [endUser]),
            ToldThing(
                tenant: home,
                partner: otherPartner,
                subject: subjects[1],
                audience: [endUser]
            ),
            ToldThing(
                tenant: home,
                partner: partner,
                subject: subjects[2],
                audience: [otherEndUser]
            ),
            ToldThing(tenant: home, partner: nil, subject: endUser),
            ToldThing(tenant: home, partner: nil, subject: otherEndUser, audience: [otherEndUser]),
            ToldThing(tenant: home, partner: partner, subject: subjects[3]),
            ToldThing(tenant: foreign, partner: foreignPartner, subject: subjects[4]),
            // An id of another tenant's end user in the audience opens nothing.
            ToldThing(tenant: foreign, partner: nil, subject: subjects[5], audience: [endUser]),
            ToldThing(tenant: nil, partner: nil, subject: subjects[6], audience: [endUser]),
        ]
    }

    /// Snapshots of every kind, of the same things.
    func snapshots(of events: [any Event.Type]) throws -> [SnapshotDefinition] {
        func snapshot<E: Event>(of event: E.Type) throws -> SnapshotDefinition {
            let example = try ShapeRecorder.example(of: E.self)
            let rows = told.sorted { $0.subject < $1.subject }.map { thing in
                SnapshotRow(
                    subject: thing.subject,
                    tenant: thing.tenant,
                    partner: thing.partner,
                    event: example
                )
            }
            return .of(E.self) { _, after, limit in
                Array(rows.filter { row in after.map { $0 < row.subject } ?? true }.prefix(limit))
            }
        }
        return try events.map { try snapshot(of: $0) }
    }

    /// Nobody, and everybody who may read.
    var readingPersons: [(name: String, person: Person?)] {
        [
            ("nobody", nil), ("tenant's user", reading(.user, home, nil)),
            ("partner's user", reading(.user, home, partner)),
            ("other partner's user", reading(.user, home, otherPartner)),
            ("foreign tenant's user", reading(.user, foreign, nil)),
            ("foreign partner's user", reading(.user, foreign, foreignPartner)),
            ("tenant's service", reading(.service, home, nil)),
            ("partner's service", reading(.service, home, partner)),
            ("end user", reading(.endUser, home, nil, endUser)),
            ("other end user", reading(.endUser, home, nil, otherEndUser)),
            ("foreign end user", reading(.endUser, foreign, nil)),
            ("visitor", reading(.visitor, home, nil)),
            ("visitor of whom something is told", reading(.visitor, home, nil, subjects[2])),
            ("foreign visitor", reading(.visitor, foreign, nil)),
        ]
    }

    private func reading(
        _ kind: Person.Kind,
        _ tenant: TenantID,
        _ partner: PartnerID?,
        _ subject: UUID = UUID()
    ) -> Person {
        Person(
            subject: subject,
            kind: kind,
            tenant: tenant,
            partner: partner,
            session: SessionID(UUID()),
            levels: [.points: .full, .coupons: .full, .users: .full]
        )
    }

    /// Programs of every reach with everything, and with less: the methods alone, wildcards, kinds.
    func readers(of kinds: [EventDeclaration]) -> [SweptReader] {
        let security = Set(kinds.filter(\.isSecurity).map(\.kind))
        let everything: @Sendable (String) -> Bool = { _ in true }
        let plain: @Sendable (String) -> Bool = { !security.contains($0) }
        let named = security.flatMap { kind in
            EventGrants.methods.map { EventGrants.grant(kind, by: $0) }
        }
        var readers = programs.map { program in
            SweptReader(
                program: Principal(
                    name: program.name,
                    tenant: program.tenant,
                    partner: program.partner,
                    grants: program.grants + named,
                    publicKey: program.publicKey
                ),
                isGranted: everything
            )
        }
        for (name, grants) in [
            ("methods", ["mesh.v1/ReadEvents", "mesh.v1/ReadSnapshot"]), ("mesh", ["mesh.v1/*"]),
            ("all", ["*"]),
        ] {
            let program = Principal(name: name, tenant: nil, grants: grants, publicKey: name)
            readers.append(SweptReader(program: program, isGranted: plain))
        }
        for kind in kinds.map(\.kind) {
            let grants = ["mesh.v1/ReadEvents:\(kind)", "mesh.v1/ReadSnapshot:\(kind)"]
            readers.append(
                SweptReader(
                    program: .program(of: home, name: kind, grants: grants),
                    isGranted: { $0 == kind }
                )
            )
        }
        return readers
    }

    /// Whether program and person have a tenant, and a partner, in common.
    func meet(_ program: Principal, _ person: Person?) -> Bool {
        guard let person else { return true }
        if let tenant = program.tenant, tenant != person.tenant.uuid { return false }
        if let partner = program.partner, let own = person.partner, partner != own.uuid {
            return false
        }
        return true
    }

    /// Whether both may see it.
    func shows(_ thing: ToldThing, _ program: Principal, _ person: Person?) -> Bool {
        if let tenant = program.tenant, thing.tenant?.uuid != tenant { return false }
        if let partner = program.partner, thing.partner?.uuid != partner { return false }
        guard let person else { return true }
        guard thing.tenant == person.tenant else { return false }
        if let partner = person.partner, thing.partner != partner { return false }
        guard person.seesItself else { return true }
        return thing.subject == person.subject || thing.audience.contains(person.subject)
    }
}

extension Person {
    /// Whether they see what is about them or concerns them, and nothing else.
    fileprivate var seesItself: Bool { kind == .endUser || kind == .visitor }
}
