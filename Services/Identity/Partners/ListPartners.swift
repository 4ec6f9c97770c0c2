package import OctopusIdentityContract
import GRDB
package import OctopusServiceKit

extension ListPartners: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<IdentityEnvironment>
    ) throws -> Reply {
        let tenant = try context.caller.tenantInQuestion
        let limit = try PageLimit.checked(request.limit)
        var from = ("", request.after)
        if let after = request.after {
            guard let last = try PartnerRecord.find(after, of: tenant, in: context.database) else {
                throw Refusal.invalid(
                    Violation(path: "after", rule: "known", message: "There is no such page.")
                )
            }
            from.0 = last.name
        }
        let rows = try Row.all(
            context.database,
            """
            SELECT partners.*, users.id AS owner_id, users.name AS owner_name,
                users.email AS owner_email, users.status AS owner_status
            FROM partners JOIN users ON users.partner_id = partners.id AND users.role = 'owner'
            WHERE partners.tenant_id = ? AND (partners.name, partners.id) > (?, ifnull(?, x''))
            ORDER BY partners.name, partners.id LIMIT ?
            """,
            [tenant, from.0, from.1, limit + 1]
        )
        let page = try rows.prefix(limit).map(ListedPartner.init(row:))
        return Reply(partners: page, next: rows.count > limit ? page.last?.id : nil)
    }
}

extension ListPartners.ListedPartner {
    fileprivate init(row: Row) throws {
        let partner = try PartnerRecord(row: row)
        self.init(
            id: partner.id,
            version: partner.version,
            name: partner.name,
            status: partner.status,
            ownerId: row["owner_id"],
            ownerName: row["owner_name"],
            ownerEmail: row["owner_email"],
            ownerStatus: UserStatus(rawValue: row["owner_status"]) ?? .disabled,
            createdAt: partner.createdAt
        )
    }
}
