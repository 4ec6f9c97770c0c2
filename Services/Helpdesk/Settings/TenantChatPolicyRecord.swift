import GRDB
package import OctopusHelpdeskContract
package import OctopusServiceKit

/// What a tenant decides of the chats of its partners, as it lies in the database.
struct TenantChatPolicyRecord: VersionedRecord {
    static let databaseTableName = "tenant_chat_policies"

    /// The tenant.
    let id: TenantID
    var version: Int64 = 1
    private var attachmentTypes: [FileType]
    private var mostAttachmentBytes: Int64?
    private var chatDays: Int64?
    private var fileDays: Int64?
    private var visitDays: Int64?
    private var notificationDays: Int64?

    init(_ terms: TenantChatTerms, of tenant: TenantID) {
        id = tenant
        attachmentTypes = terms.attachmentTypes
        take(terms)
    }

    static func find(
        _ tenant: TenantID,
        in database: Database
    ) throws -> TenantChatPolicyRecord? {
        try one(database, "SELECT * FROM tenant_chat_policies WHERE id = ?", [tenant])
    }

    mutating func take(_ terms: TenantChatTerms) {
        attachmentTypes = terms.attachmentTypes
        mostAttachmentBytes = terms.mostAttachmentBytes
        chatDays = terms.keepsChatsDays
        fileDays = terms.keepsFilesDays
        visitDays = terms.keepsVisitsDays
        notificationDays = terms.keepsNotificationsDays
    }

    var scope: RecordScope { RecordScope(tenant: id) }

    var terms: TenantChatTerms {
        TenantChatTerms(
            attachmentTypes: attachmentTypes,
            mostAttachmentBytes: mostAttachmentBytes,
            keepsChatsDays: chatDays,
            keepsFilesDays: fileDays,
            keepsVisitsDays: visitDays,
            keepsNotificationsDays: notificationDays
        )
    }

    var state: TenantChatPolicyChanged {
        TenantChatPolicyChanged(id: id, version: version, terms: terms)
    }
}

extension TenantChatTerms {
    /// What holds at a tenant.
    static func of(_ tenant: TenantID, in database: Database) throws -> TenantChatTerms {
        try TenantChatPolicyRecord.find(tenant, in: database)?.terms ?? TenantChatTerms()
    }
}

extension GetTenantChatPolicy: ReadHandler {
    package static func run(
        _ request: Empty,
        in context: ReadContext<HelpdeskEnvironment>
    ) throws -> TenantChatPolicy {
        let record = try TenantChatPolicyRecord.find(
            context.caller.requireTenant(),
            in: context.database
        )
        return TenantChatPolicy(
            version: record?.version ?? 0,
            terms: record?.terms ?? TenantChatTerms()
        )
    }
}

extension EditTenantChatPolicy: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> TenantChatPolicy {
        var fields = FieldRules()
        let types = request.terms.attachmentTypes
        fields.require(Set(types).count == types.count, "terms.attachmentTypes", .once)
        try fields.check()
        let tenant = try context.caller.requireTenant()
        let present = try TenantChatPolicyRecord.find(tenant, in: context.database)
        guard present?.version ?? 0 == request.version else { throw Refusal(.stale) }
        var record = present ?? TenantChatPolicyRecord(request.terms, of: tenant)
        record.take(request.terms)
        record = try present == nil ? context.create(record) : context.storeNext(of: record)
        try context.keepAnew(of: tenant)
        return TenantChatPolicy(version: record.version, terms: record.terms)
    }
}
