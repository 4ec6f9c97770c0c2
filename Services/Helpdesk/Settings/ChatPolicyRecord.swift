import GRDB
package import OctopusHelpdeskContract
package import OctopusServiceKit

/// How a partner's operators share their conversations, as it lies in the database.
struct ChatPolicyRecord: VersionedRecord {
    static let databaseTableName = "chat_policies"

    /// The partner.
    let id: PartnerID
    let tenant: TenantID
    var version: Int64 = 1
    private var mostConversations: Int64
    private var assignment: ChatAssignment
    private var silentMinutes: Int64?

    init(_ terms: ChatPolicyTerms, of partner: PartnerRecord) {
        (id, tenant) = (partner.id, partner.tenant)
        mostConversations = terms.mostConversations
        assignment = terms.assignment
        silentMinutes = terms.silentMinutes
    }

    static func find(_ partner: PartnerID, in database: Database) throws -> ChatPolicyRecord? {
        try one(database, "SELECT * FROM chat_policies WHERE id = ?", [partner])
    }

    mutating func take(_ terms: ChatPolicyTerms) {
        mostConversations = terms.mostConversations
        assignment = terms.assignment
        silentMinutes = terms.silentMinutes
    }

    var scope: RecordScope { RecordScope(tenant: tenant, partner: id) }

    var terms: ChatPolicyTerms {
        ChatPolicyTerms(
            mostConversations: mostConversations,
            assignment: assignment,
            silentMinutes: silentMinutes
        )
    }

    var state: ChatPolicyChanged { ChatPolicyChanged(id: id, version: version, terms: terms) }
}

extension ChatPolicyTerms {
    /// What holds at a partner.
    static func of(_ partner: PartnerID, in database: Database) throws -> ChatPolicyTerms {
        try ChatPolicyRecord.find(partner, in: database)?.terms ?? ChatPolicyTerms()
    }
}

extension GetChatPolicy: ReadHandler {
    package static func run(
        _ request: Empty,
        in context: ReadContext<HelpdeskEnvironment>
    ) throws -> ChatPolicy {
        let record = try ChatPolicyRecord.find(
            context.caller.requirePartner(),
            in: context.database
        )
        return ChatPolicy(version: record?.version ?? 0, terms: record?.terms ?? ChatPolicyTerms())
    }
}

extension EditChatPolicy: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> ChatPolicy {
        let partner = try context.activePartner()
        try context.caller.requireAdministrator()
        let present = try ChatPolicyRecord.find(partner.id, in: context.database)
        guard present?.version ?? 0 == request.version else { throw Refusal(.stale) }
        var record = present ?? ChatPolicyRecord(request.terms, of: partner)
        record.take(request.terms)
        record = try present == nil ? context.create(record) : context.storeNext(of: record)
        try context.assign(at: partner.id)
        return ChatPolicy(version: record.version, terms: record.terms)
    }
}
