import OctopusIdentityContract
import GRDB
import OctopusServiceKit

/// A tenant as the database has it.
struct TenantRecord: VersionedRecord {
    static let databaseTableName = "tenants"
    static let taken = ["name": Refusal(.tenantNameTaken)]

    let id: TenantID
    var version: Int64
    var name: String
    var locale: String
    var currency: String
    var timeZone: String
    /// What the links in its mails begin with.
    var linksBase: String?
    var senderName: String?
    var replyTo: String?
    let createdAt: Instant

    init(id: TenantID, fields: TenantFields, createdAt: Instant) {
        self.id = id
        version = 1
        name = fields.name
        locale = fields.locale
        currency = fields.currency
        timeZone = fields.timeZone
        linksBase = fields.linksBase
        senderName = fields.senderName
        replyTo = fields.replyTo
        self.createdAt = createdAt
    }

    mutating func take(_ fields: TenantFields) {
        (name, locale, currency) = (fields.name, fields.locale, fields.currency)
        (timeZone, linksBase) = (fields.timeZone, fields.linksBase)
        (senderName, replyTo) = (fields.senderName, fields.replyTo)
    }

    /// As it is edited.
    var edited: Tenant {
        Tenant(
            id: id,
            version: version,
            terms: TenantTerms(
                name: name,
                locale: locale,
                currency: currency,
                timeZone: timeZone,
                linksBase: linksBase,
                senderName: senderName,
                replyTo: replyTo
            )
        )
    }

    /// The tenant, or the refusal that there is none.
    static func existing(_ id: TenantID, in database: Database) throws -> TenantRecord {
        guard let tenant = try one(database, "SELECT * FROM tenants WHERE id = ?", [id]) else {
            throw Refusal(.notFound)
        }
        return tenant
    }

    static func named(_ name: String, in database: Database) throws -> TenantRecord? {
        try one(database, "SELECT * FROM tenants WHERE name = ?", [name])
    }

    var scope: RecordScope { RecordScope(tenant: id) }

    var state: TenantChanged {
        TenantChanged(
            id: id,
            version: version,
            name: name,
            locale: locale,
            currency: currency,
            timeZone: timeZone,
            linksBase: linksBase,
            senderName: senderName,
            replyTo: replyTo
        )
    }

    var listed: ListTenants.ListedTenant {
        ListTenants.ListedTenant(
            id: id,
            name: name,
            locale: locale,
            currency: currency,
            timeZone: timeZone,
            createdAt: createdAt
        )
    }
}
