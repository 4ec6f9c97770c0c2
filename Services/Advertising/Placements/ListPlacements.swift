import GRDB
package import OctopusAdvertisingContract
package import OctopusServiceKit

extension ListApplications: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<AdvertisingEnvironment>
    ) throws -> Page<Application> {
        var list = ListQuery(of: ApplicationRecord.self, by: "id", direction: .descending)
        list.filter("tenant", try context.caller.requireTenant())
        list.filter("status", request.status)
        return try page(
            list,
            of: request,
            in: context,
            as: ApplicationRecord.self,
            \.application
        )
    }
}

extension ListPlacements: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<AdvertisingEnvironment>
    ) throws -> Page<Placement> {
        let application = try ApplicationRecord.find(
            request.applicationId,
            of: context.caller.requireTenant(),
            in: context.database
        )
        var list = ListQuery(of: PlacementRecord.self, by: "id", direction: .descending)
        list.filter("application", application.id)
        list.filter("status", request.status)
        return try page(list, of: request, in: context, as: PlacementRecord.self, \.placement)
    }
}

extension ListOfferedPlacements: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<AdvertisingEnvironment>
    ) throws -> Page<OfferedPlacement> {
        var list = ListQuery(
            """
            SELECT placements.*, applications.name AS application_name, kind FROM placements
            CROSS JOIN applications ON applications.id = application
                AND applications.shows_ads = 1 AND applications.status = 'active'
            """,
            by: "placements.id",
            direction: .descending
        )
        list.filter("placements.tenant", try context.caller.requireTenant())
        list.filter("placements.status", PlaceStatus.active)
        list.where("placements.shows_ads = 1")
        return try page(list, of: request, in: context) { row in
            let placement = try PlacementRecord(row: row)
            return OfferedPlacement(
                id: placement.id,
                application: row["application_name"],
                kind: row["kind"],
                terms: placement.terms
            )
        }
    }
}
