import GRDB
package import OctopusHelpdeskContract
package import OctopusServiceKit

/// A website of a partner's, as it lies in the database.
struct WebsiteRecord: OwnedRecord, VersionedRecord {
    static let databaseTableName = "websites"
    static let taken = ["host": Refusal(.websiteTaken)]

    let id: WebsiteID
    let tenant: TenantID
    let partner: PartnerID
    var version: Int64 = 1
    let host: String
    var name: String

    init(_ host: WebsiteHost, named name: String, id: WebsiteID, of partner: PartnerRecord) {
        (self.id, tenant, self.partner) = (id, partner.tenant, partner.id)
        (self.host, self.name) = (host.text, name)
    }

    /// The partner's website that has a page: the one for its exact host, or for the closest above.
    static func having(
        _ page: PageAddress,
        of partner: PartnerID,
        in database: Database
    ) throws -> WebsiteRecord? {
        var labels = page.host.split(separator: ".")
        var host = page.host
        // A host has at most 127 labels; those that a partner registered have two at least.
        while labels.count >= 2 {
            let record = try one(
                database,
                "SELECT * FROM websites WHERE partner = ? AND host = ?",
                [partner, host]
            )
            if let record { return record }
            labels.removeFirst()
            host = "*." + labels.joined(separator: ".")
        }
        return nil
    }

    var scope: RecordScope { RecordScope(tenant: tenant, partner: partner) }

    var state: WebsiteChanged { state(isRegistered: true) }

    func state(isRegistered: Bool) -> WebsiteChanged {
        WebsiteChanged(
            id: id,
            version: version,
            host: host,
            name: name,
            isRegistered: isRegistered
        )
    }

    var website: Website { Website(id: id, version: version, host: host, name: name) }
}

extension RegisterWebsite: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> Website {
        let partner = try context.administeredPartner()
        var fields = FieldRules()
        let host = WebsiteHost(fields.text(request.host, "host", RoutingLimits.host))
        fields.require(host != nil, "host", .form, "A host is written like shop.example.")
        let name = fields.text(request.name, "name", RoutingLimits.name)
        try fields.check()
        guard let host else { throw Refusal(.invalid) }
        try context.demandRoom(in: "websites", of: partner.id, most: RoutingLimits.mostWebsites)
        return try context.create(
            WebsiteRecord(host, named: name, id: context.newID(), of: partner)
        ).website
    }
}

extension EditWebsite: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> Website {
        let partner = try context.administeredPartner()
        let name = try FieldRules.text(request.name, "name", RoutingLimits.name)
        return try context.edit(
            WebsiteRecord.self,
            request.websiteId,
            of: partner.id,
            version: request.version
        ) { $0.name = name }.website
    }
}

extension RemoveWebsite: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<HelpdeskEnvironment>
    ) throws -> Empty {
        let partner = try context.administeredPartner()
        let database = context.database
        var record = try WebsiteRecord.find(request.websiteId, of: partner.id, in: database)
        let isNamed = try database.exists(
            "SELECT 1 FROM routing_rules WHERE website = ? AND is_deleted = 0",
            [record.id]
        )
        guard !isNamed else { throw Refusal(.wrongState, "A routing rule names it.") }
        record.version += 1
        try context.emit(
            record.state(isRegistered: false),
            about: record.id.uuid,
            of: partner
        )
        try database.run("DELETE FROM websites WHERE id = ?", [record.id])
        return Empty()
    }
}

extension ListWebsites: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<HelpdeskEnvironment>
    ) throws -> Page<Website> {
        try context.caller.requireAdministrator()
        var list = ListQuery(of: WebsiteRecord.self, by: "host")
        list.filter("partner", try context.caller.requirePartner())
        return try page(list, of: request, in: context, as: WebsiteRecord.self, \.website)
    }
}

extension CommandContext<HelpdeskEnvironment> {
    /// The partner, for a caller who may say how its chats are routed.
    ///
    /// - Throws: `administratorsOnly`, `partnerSuspended`.
    func administeredPartner() throws -> PartnerRecord {
        let partner = try activePartner()
        try caller.requireAdministrator()
        return partner
    }

    /// - Throws: `routingFull`.
    func demandRoom(in table: String, of partner: PartnerID, most: Int64) throws {
        let isLive = table == "routing_rules" ? " AND is_deleted = 0" : ""
        let count = try Int64.one(
            database,
            "SELECT count(*) FROM \(table) WHERE partner = ?\(isLive)",
            [partner]
        )
        guard count ?? 0 < most else {
            throw Refusal(.routingFull, "There are \(most); delete one first.")
        }
    }
}
