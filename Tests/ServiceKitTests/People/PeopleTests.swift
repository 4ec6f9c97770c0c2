import OctopusContract
import OctopusIdentityContract
import GRDB
import OctopusMesh
import OctopusServiceKit
import OctopusStore
import OctopusTestKit
import Testing

/// A service that knows people and partners by one line of its definition.
struct PeopleTests {
    private static let definition = ServiceDefinition<Void>(
        name: "guests",
        migrations: MigrationSet(
            "guests",
            [
                Migration(
                    name: "V001-remarks",
                    sql: "CREATE TABLE remarks (end_user BLOB NOT NULL, text TEXT NOT NULL) STRICT;"
                )
            ]
        ),
        people: People(erasing: [Retention.Dependent("remarks", by: "end_user")]),
        methods: [.command(Greet.self)],
        makeEnvironment: { _ in }
    )

    private func withGuests(_ body: (World<Void>) async throws -> Void) async throws {
        try await World.with(Self.definition) { world in
            try await world.settle()
            try await body(world)
        }
    }

    @Test func `who is whose, in which zone and currency`() async throws {
        try await withGuests { world in
            let (mall, cafe, ana, code) = (
                world.mall, world.cafe, world.ana, world.code(of: world.ana)
            )
            try await world.instance.store.read { database in
                let tenant = try TenantRecord.find(mall, in: database)
                #expect(tenant?.timeZone == "Europe/Zagreb")
                #expect(tenant?.currency == "EUR")
                let partner = try PartnerRecord.active(cafe, in: database)
                #expect(partner.tenant == mall)
                #expect(partner.timeZone == "Europe/Zagreb")
                #expect(try EndUserRecord.active(ana, of: mall, in: database).code == code)
                #expect(try EndUserRecord.find(code: code, of: mall, in: database)?.id == ana)
            }
        }
    }

    @Test func `another tenant's, and an unknown, look as if they did not exist`() async throws {
        try await withGuests { world in
            let (mall, cleo, nobody) = (
                world.mall, world.cleo, PartnerID(world.ids.uuid(at: world.clock.now))
            )
            let refusals = try await world.instance.store.read { database in
                [
                    refusal { try EndUserRecord.active(cleo, of: mall, in: database) },
                    refusal { try PartnerRecord.active(nobody, in: database) },
                ]
            }
            #expect(refusals == [.notFound, .notFound])
        }
    }

    @Test func `the blocked, the erased and the suspended are refused`() async throws {
        try await withGuests { world in
            try await world.tell(world.endUser(world.ana, .blocked, version: 2), of: world.mall)
            try await world.instance.store.write { [ben = world.ben] transaction in
                try transaction.database.execute(
                    sql: "INSERT INTO remarks VALUES (?, 'likes figs')",
                    arguments: [ben.uuid]
                )
            }
            let erased = world.endUser(world.ben, .erased, version: 2)
            try await world.tell(erased, personal: .init(name: "Ben"), of: world.mall)
            try await world.tell(world.partner(world.cafe, .suspended, version: 2), of: world.mall)
            let (mall, ana, ben, cafe) = (world.mall, world.ana, world.ben, world.cafe)
            let (refusals, name, remarks) = try await world.instance.store.read { database in
                (
                    [
                        refusal { try EndUserRecord.active(ana, of: mall, in: database) },
                        refusal { try EndUserRecord.active(ben, of: mall, in: database) },
                        refusal { try PartnerRecord.active(cafe, in: database) },
                    ],
                    try EndUserRecord.find(ben, of: mall, in: database)?.name,
                    try Int.fetchOne(database, sql: "SELECT count(*) FROM remarks")
                )
            }
            #expect(refusals == [.endUserBlocked, .endUserBlocked, .partnerSuspended])
            #expect(name == nil)
            #expect(remarks == 0)
        }
    }

    @Test func `a method of a partner's reaches its own tenant's partner alone`() async throws {
        try await withGuests { world in
            let program = Principal.program(of: world.mall)
            let reply = try await world.perform(
                Greet.self,
                .init(),
                as: program,
                routingKey: world.cafe.uuid
            )
            #expect(reply.name == "A partner")
            await #expect(throws: CallRefused.self) {
                try await world.perform(
                    Greet.self,
                    .init(),
                    as: program,
                    routingKey: world.broker.uuid
                )
            }
        }
    }
}

private enum Greet: CommandHandler {
    static let declaration = MethodDeclaration(
        "guests.v1/Greet",
        .command,
        "Greets a partner.",
        access: .program,
        routing: .partner,
        reasons: [.partnerSuspended]
    )

    typealias Request = Empty
    struct Reply: Message { let name: String }

    static func run(_ request: Empty, in context: CommandContext<Void>) throws -> Reply {
        Reply(name: try context.activePartner().name)
    }
}

private func refusal(_ body: () throws -> some Any) -> Reason? {
    do {
        _ = try body()
        return nil
    } catch {
        return (error as? Refusal)?.reason
    }
}
