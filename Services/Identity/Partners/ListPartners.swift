package import OctopusIdentityContract
import GRDB
package import OctopusServiceKit

extension ListPartners: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<IdentityEnvironment>
    ) throws -> Reply {
        var list = ListQuery(
            """
            SELECT partners.*, users.id AS owner_id, users.name AS owner_name,
                users.email AS owner_email, users.status AS owner_status
            FROM partners JOIN users ON users.partner_id = partners.id AND users.role = 'owner'
            """,
            by: "partners.name",
            "partners.id"
        )
        list.filter("partners.tenant_id", try context.caller.requireTenant())
        return try page(list, of: request, in: context, item: ListedPartner.init(row:))
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
