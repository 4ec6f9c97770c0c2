package import OctopusPartnersContract
import GRDB
import OctopusIdentityContract
package import OctopusServiceKit

extension ListPendingRequests: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<PartnersEnvironment>
    ) throws -> Page<PendingRequest> {
        var list = ListQuery(
            """
            SELECT requests.*, partners.status AS standing,
                standings.phone AS business_phone, standings.website AS business_website,
                owners.email AS owner_email, owners.phone AS owner_phone
            FROM requests LEFT JOIN partners ON partners.id = requests.partner
            LEFT JOIN standings ON standings.id = requests.partner
            LEFT JOIN users AS owners ON owners.partner = requests.partner AND owners.is_owner = 1
            """,
            by: "requests.id"
        )
        list.filter("requests.tenant", try context.caller.requireTenant())
        list.filter("requests.desk", request.desk)
        list.where("requests.status = 'pending'")
        list.sift("requests.kind = ?", request.kind)
        return try page(list, of: request, in: context, item: PendingRequest.init(row:))
    }
}

extension PendingRequest {
    fileprivate init(row: Row) throws {
        let record = try RequestRecord(row: row)
        let standing: PartnerStatus? = row["standing"]
        self.init(
            id: record.id,
            kind: record.kind,
            title: record.title,
            partnerId: record.partner,
            partnerName: record.partnerName,
            isActivePartner: standing == .active,
            items: record.items,
            requestedAt: record.requestedAt,
            phone: record.phone ?? row["business_phone"] ?? row["owner_phone"],
            email: record.email ?? row["owner_email"],
            website: record.website ?? row["business_website"],
            description: record.description,
            preview: record.preview
        )
    }
}
