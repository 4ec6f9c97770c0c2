import OctopusIdentityContract
import OctopusContract
import GRDB
import OctopusMesh
import OctopusServiceKit
import OctopusStore
import struct FoundationEssentials.UUID

/// A small service of notes, which has one of everything.
enum Sample {
    static let definition = ServiceDefinition<SampleEnvironment>(
        name: "sample",
        migrations: MigrationSet(
            "sample",
            [
                Migration(
                    name: "V001-notes",
                    sql: """
                        CREATE TABLE notes (
                            id BLOB PRIMARY KEY, tenant BLOB NOT NULL, text TEXT NOT NULL
                        ) STRICT;
                        CREATE TABLE tries (count INTEGER NOT NULL) STRICT;
                        CREATE TABLE tenants (
                            id BLOB PRIMARY KEY, version INTEGER NOT NULL, name TEXT NOT NULL
                        ) STRICT;
                        """
                )
            ]
        ),
        methods: [
            .command(WriteNote.self), .read(CountNotes.self), .prepared(WriteSecret.self),
            .preparedOnce(WriteCounted.self), .command(Explode.self), .read(ReadPartner.self),
            .read(ReadHuge.self),
            .command(WriteHuge.self), .prepared(FinishHuge.self), .command(PaintNote.self),
            .memoryRead(WhichThread.self),
        ],
        events: [NoteChanged.self, NoteLocked.self, NoteReviewed.self],
        followers: [
            .projection(
                "tenants",
                of: "identity",
                [
                    .on(
                        TenantChanged.self,
                        retention: .deleting(from: "tenants")
                    ) { event, _, context in
                        try context.database.execute(
                            sql: "INSERT OR REPLACE INTO tenants VALUES (?, ?, ?)",
                            arguments: [event.id, event.version, event.name]
                        )
                    }
                ]
            )
        ],
        snapshots: [
            .of(NoteChanged.self) { database, after, limit in
                let statement = "SELECT * FROM notes WHERE id > ? ORDER BY id LIMIT ?"
                return try Row.fetchAll(
                    database,
                    sql: statement,
                    arguments: [after ?? UUID.least, limit]
                ).map { row in
                    SnapshotRow(
                        subject: row["id"],
                        tenant: row["tenant"],
                        event: NoteChanged(version: 1, length: (row["text"] as String).count),
                        personal: NoteChanged.Personal(text: row["text"])
                    )
                }
            }
        ],
        tenantOfPartner: { _, _ in nil },
        makeEnvironment: { _ in SampleEnvironment() }
    )
}

struct SampleEnvironment: Sendable {}

extension UUID {
    static let least = UUID(uuid: (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0))
}

struct NoteChanged: Event {
    static let declaration = EventDeclaration("sample.v1/NoteChanged", .state, "A note.")
    let version: Int64
    let length: Int

    struct Personal: Message { let text: String }
}

/// One of security, with an audience.
struct NoteLocked: Event {
    static let declaration = EventDeclaration(
        "sample.v1/NoteLocked",
        .fact,
        "A note was locked.",
        isSecurity: true
    )
    let by: UUID

    var audience: [UUID] { [by] }
}

/// One that no person reads by a method of the mesh, although it concerns them.
struct NoteReviewed: Event {
    static let declaration = EventDeclaration(
        "sample.v1/NoteReviewed",
        .fact,
        "A note was reviewed.",
        isForPrograms: true
    )
    let by: UUID

    var audience: [UUID] { [by] }
}

enum WriteNote: CommandHandler {
    static let declaration = MethodDeclaration(
        "sample.v1/WriteNote",
        .command,
        "Writes a note.",
        access: .anyOf(.tenantUser(.messages, .update), .program),
        routing: .tenant,
        reasons: [.tooLong]
    )

    struct Request: Message { let text: String }
    struct Reply: Message { let id: UUID }

    static func run(
        _ request: Request,
        in context: CommandContext<SampleEnvironment>
    ) throws -> Reply {
        context.afterRefusal { try $0.execute(sql: "INSERT INTO tries VALUES (1)") }
        guard request.text.count <= 10 else { throw Refusal(.tooLong) }
        let id = context.ids.uuid(at: context.now)
        try context.database.execute(
            sql: "INSERT INTO notes VALUES (?, ?, ?)",
            arguments: [id, context.caller.tenant, request.text]
        )
        try context.emit(
            NoteChanged(version: 1, length: request.text.count),
            personal: .init(text: request.text),
            about: id,
            tenant: context.caller.tenant
        )
        return Reply(id: id)
    }
}

extension Reason {
    static let tooLong = Reason("tooLong", .failedPrecondition, "A note has ten letters at most.")
}

enum CountNotes: ReadHandler {
    static let declaration = MethodDeclaration(
        "sample.v1/CountNotes",
        .read,
        "Counts notes and refused tries.",
        access: .program,
        routing: .none
    )

    typealias Request = Empty
    struct Reply: Message {
        let notes: Int
        let tries: Int
        let tenants: Int
    }

    static func run(_ request: Empty, in context: ReadContext<SampleEnvironment>) throws -> Reply {
        func count(_ table: String) throws -> Int {
            try Int.fetchOne(context.database, sql: "SELECT count(*) FROM \(table)") ?? 0
        }
        return Reply(
            notes: try count("notes"),
            tries: try count("tries"),
            tenants: try count("tenants")
        )
    }
}

enum WriteSecret: PreparedCommandHandler {
    static let declaration = MethodDeclaration(
        "sample.v1/WriteSecret",
        .command,
        "Writes a note that was hashed before.",
        access: .anyOf(.anybody),
        routing: .tenant,
        carriesSecrets: true
    )

    struct Request: Message { let secret: String }
    struct Reply: Message { let text: String }

    static func prepare(
        _ request: Request,
        in context: WaitingContext<SampleEnvironment>
    ) async throws -> String {
        "hash of \(request.secret.count)"
    }

    static func run(
        _ request: Request,
        with prepared: String,
        in context: CommandContext<SampleEnvironment>
    ) throws -> String {
        try context.database.execute(
            sql: "INSERT INTO notes VALUES (?, ?, ?)",
            arguments: [context.ids.uuid(at: context.now), context.caller.tenant, prepared]
        )
        return prepared
    }

    static func finish(
        _ draft: String,
        in context: WaitingContext<SampleEnvironment>
    ) async throws -> Reply {
        Reply(text: "finished \(draft)")
    }
}

/// What it says tells how often it was prepared.
enum WriteCounted: PreparedCommandHandler {
    static let declaration = MethodDeclaration(
        "sample.v1/WriteCounted",
        .command,
        "Writes a note of how many there were.",
        access: .anyOf(.anybody),
        routing: .tenant
    )

    typealias Request = Empty
    struct Reply: Message { let before: Int }

    static func prepare(
        _ request: Empty,
        in context: WaitingContext<SampleEnvironment>
    ) async throws -> Int {
        try await context.store.read { database in
            try Int.fetchOne(database, sql: "SELECT count(*) FROM notes") ?? 0
        }
    }

    static func run(
        _ request: Empty,
        with before: Int,
        in context: CommandContext<SampleEnvironment>
    ) throws -> Reply {
        try context.database.execute(
            sql: "INSERT INTO notes VALUES (?, ?, ?)",
            arguments: [context.ids.uuid(at: context.now), context.caller.tenant, "counted"]
        )
        return Reply(before: before)
    }
}

enum Explode: CommandHandler {
    static let declaration = MethodDeclaration(
        "sample.v1/Explode",
        .command,
        "Fails as no method should.",
        access: .program,
        routing: .none
    )

    typealias Request = Empty
    typealias Reply = Empty
    struct Broken: Error { let password = "hunter2" }

    static func run(
        _ request: Empty,
        in context: CommandContext<SampleEnvironment>
    ) throws -> Empty {
        try context.database.execute(sql: "INSERT INTO tries VALUES (1)")
        throw Broken()
    }
}

enum ReadPartner: ReadHandler {
    static let declaration = MethodDeclaration(
        "sample.v1/ReadPartner",
        .read,
        "Is of a partner.",
        access: .anyOf(.partnerUser(.coupons, .update), .endUser),
        routing: .partner
    )

    typealias Request = Empty
    typealias Reply = Empty

    static func run(_ request: Empty, in context: ReadContext<SampleEnvironment>) throws -> Empty {
        Empty()
    }
}
