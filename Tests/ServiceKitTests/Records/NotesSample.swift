import GRDB
import OctopusContract
import OctopusServiceKit
import OctopusStore
import OctopusTestKit

/// A service whose things are made of the forms alone: what a new service looks like.
enum Notes {
    static let definition = ServiceDefinition<NotesEnvironment>(
        name: "notes",
        migrations: MigrationSet("notes", [Migration(name: "V001-memos", sql: schema)]),
        methods: [
            .command(CreateMemo.self), .command(EditMemo.self), .read(ListMemos.self),
            .command(PinMemo.self), .command(DropMemo.self), .read(ListMemosByTitle.self),
        ],
        events: [MemoChanged.self],
        snapshots: [.of(MemoRecord.self)],
        tenantOfPartner: { _, _ in nil },
        makeEnvironment: { _ in NotesEnvironment() }
    )

    private static let schema = """
        CREATE TABLE memos (
            id BLOB PRIMARY KEY, tenant BLOB NOT NULL, version INTEGER NOT NULL,
            title TEXT NOT NULL, title_key TEXT NOT NULL, status TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE UNIQUE INDEX memos_by_title ON memos (tenant, title_key) WHERE status <> 'dropped';
        CREATE INDEX memos_by_tenant ON memos (tenant, id);
        CREATE INDEX memos_by_status ON memos (tenant, status, id);
        CREATE INDEX memos_by_key ON memos (tenant, title_key, id);
        """
}

struct NotesEnvironment: Sendable {}

enum MemoStatus: String, Codable, CaseIterable, Sendable, DatabaseValueConvertible {
    case open, pinned, dropped
}

struct MemoRecord: OwnedRecord, VersionedRecord {
    static let databaseTableName = "memos"
    typealias Owner = TenantID
    static let ownerColumn = "tenant"
    static let taken = ["title_key": Refusal(.titleTaken)]

    let id: PointTypeID
    let tenant: TenantID
    var version: Int64 = 1
    var title: String { didSet { titleKey = Folding.key(title) } }
    private(set) var titleKey: String
    var status = MemoStatus.open

    init(id: PointTypeID, tenant: TenantID, title: String) {
        (self.id, self.tenant, self.title) = (id, tenant, title)
        titleKey = Folding.key(title)
    }

    var scope: RecordScope { RecordScope(tenant: tenant) }
    var state: MemoChanged { MemoChanged(id: id, version: version, status: status) }
    var personal: MemoChanged.Personal? { MemoChanged.Personal(title: title) }
    var memo: Memo { Memo(id: id, version: version, title: title, status: status) }
}

struct MemoChanged: Event {
    static let declaration = EventDeclaration("notes.v1/MemoChanged", .state, "A memo.")
    let id: PointTypeID
    let version: Int64
    let status: MemoStatus

    struct Personal: Message { let title: String? }
}

struct Memo: Message {
    let id: PointTypeID
    let version: Int64
    let title: String
    let status: MemoStatus
}

extension Reason {
    static let titleTaken = Reason("titleTaken", .alreadyExists, "There is one of that title.")
}

private let access = Access.anyOf(.anybody)

enum CreateMemo: CommandHandler {
    static let declaration = MethodDeclaration(
        "notes.v1/CreateMemo",
        .command,
        "Creates.",
        access: access,
        routing: .tenant
    )
    struct Request: Message { let title: String }
    typealias Reply = Memo

    static func run(_ request: Request, in context: CommandContext<NotesEnvironment>) throws -> Memo
    {
        let tenant = try context.caller.requireTenant()
        return try context.create(
            MemoRecord(id: context.newID(), tenant: tenant, title: request.title)
        ).memo
    }
}

enum EditMemo: CommandHandler {
    static let declaration = MethodDeclaration(
        "notes.v1/EditMemo",
        .command,
        "Edits.",
        access: access,
        routing: .tenant
    )
    struct Request: Message {
        let id: PointTypeID
        let version: Int64
        let title: String
    }
    typealias Reply = Memo

    static func run(_ request: Request, in context: CommandContext<NotesEnvironment>) throws -> Memo
    {
        try context.edit(
            MemoRecord.self,
            request.id,
            of: context.caller.requireTenant(),
            version: request.version
        ) { $0.title = request.title }.memo
    }
}

/// The steps of a memo, one file with its methods.
let memoSteps = Steps<MemoStatus>(
    .by(PinMemo.self, from: .open, to: .pinned),
    .by(DropMemo.self, from: .open, .pinned, to: .dropped)
)

struct MemoVersion: Message {
    let id: PointTypeID
    let version: Int64
}

enum PinMemo: CommandHandler {
    static let declaration = MethodDeclaration(
        "notes.v1/PinMemo",
        .command,
        "Pins.",
        access: access,
        routing: .tenant
    )
    typealias Request = MemoVersion
    typealias Reply = Memo

    static func run(
        _ request: MemoVersion,
        in context: CommandContext<NotesEnvironment>
    ) throws -> Memo { try context.step(request, by: Self.self) }
}

enum DropMemo: CommandHandler {
    static let declaration = MethodDeclaration(
        "notes.v1/DropMemo",
        .command,
        "Drops.",
        access: access,
        routing: .tenant
    )
    typealias Request = MemoVersion
    typealias Reply = Memo

    static func run(
        _ request: MemoVersion,
        in context: CommandContext<NotesEnvironment>
    ) throws -> Memo { try context.step(request, by: Self.self) }
}

extension CommandContext<NotesEnvironment> {
    fileprivate func step<M: OctopusContract.Method>(
        _ request: MemoVersion,
        by method: M.Type
    ) throws -> Memo {
        try edit(
            MemoRecord.self,
            request.id,
            of: caller.requireTenant(),
            version: request.version
        ) { $0.status = try memoSteps.next(by: method, from: $0.status) }.memo
    }
}

enum ListMemos: ReadHandler {
    static let declaration = MethodDeclaration(
        "notes.v1/ListMemos",
        .read,
        "Lists, newest first.",
        access: access,
        routing: .tenant
    )
    typealias Reply = Page<Memo>
    struct Request: PageRequest {
        var status: MemoStatus?
        var search: String?
        var after: PageCursor?
        var limit: Int64?
    }

    static func run(
        _ request: Request,
        in context: ReadContext<NotesEnvironment>
    ) throws -> Page<Memo> {
        var list = ListQuery(of: MemoRecord.self, by: "id", direction: .descending)
        list.filter("tenant", try context.caller.requireTenant())
        list.filter("status", request.status)
        try list.search("title_key", request.search)
        return try page(list, of: request, in: context, as: MemoRecord.self, \.memo)
    }
}

enum ListMemosByTitle: ReadHandler {
    static let declaration = MethodDeclaration(
        "notes.v1/ListMemosByTitle",
        .read,
        "Lists by title.",
        access: access,
        routing: .tenant
    )
    typealias Reply = Page<Memo>
    struct Request: PageRequest {
        var after: PageCursor?
        var limit: Int64?
    }

    static func run(
        _ request: Request,
        in context: ReadContext<NotesEnvironment>
    ) throws -> Page<Memo> {
        var list = ListQuery(of: MemoRecord.self, by: "title_key", "id")
        list.filter("tenant", try context.caller.requireTenant())
        return try page(list, of: request, in: context, as: MemoRecord.self, \.memo)
    }
}

/// Somebody of a tenant's who may all.
extension World<NotesEnvironment> {
    static func notes(_ body: (World<NotesEnvironment>) async throws -> Void) async throws {
        try await with(Notes.definition, plans: PlanRules(), body)
    }

    func writer(of tenant: TenantID? = nil) -> Somebody<NotesEnvironment> {
        operatorOf(nil, of: tenant)
    }
}
