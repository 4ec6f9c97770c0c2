import GRDB
package import OctopusAdvertisingContract
package import OctopusServiceKit
import OctopusStore

extension RegisterPlacement: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<AdvertisingEnvironment>
    ) throws -> Placement {
        let (tenant, database) = (try context.caller.requireTenant(), context.database)
        let terms = try request.terms.read()
        let application = try ApplicationRecord.find(
            request.applicationId,
            of: tenant,
            in: database
        )
        guard application.status == .active else {
            throw Refusal(.wrongState, "Its application is archived.")
        }
        let count = try Int64.one(
            database,
            "SELECT count(*) FROM placements WHERE tenant = ? AND status = 'active'",
            [tenant]
        )
        guard count ?? 0 < AdvertisingLimits.placements else { throw Refusal(.tooManyPlacements) }
        let record = try context.create(
            PlacementRecord(terms, id: context.newID(), in: application, at: context.now)
        )
        try context.serve(record)
        return record.placement
    }
}

extension EditPlacement: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<AdvertisingEnvironment>
    ) throws -> Placement {
        let terms = try request.terms.read()
        return try context.change(request.placementId, version: request.version) {
            $0.take(terms)
        }
    }
}

extension ArchivePlacement: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<AdvertisingEnvironment>
    ) throws -> Placement {
        try context.change(request.placementId, version: request.version) { $0.archive() }
    }
}

extension CommandContext<AdvertisingEnvironment> {
    /// Changes a placement that is not archived.
    fileprivate func change(
        _ placement: PlacementID,
        version: Int64,
        _ change: (inout PlacementRecord) -> Void
    ) throws -> Placement {
        let record = try edit(
            PlacementRecord.self,
            placement,
            of: caller.requireTenant(),
            version: version
        ) { record in
            guard record.status == .active else { throw Refusal(.wrongState, "It is archived.") }
            change(&record)
        }
        try serve(record)
        return record.placement
    }
}

extension PlacementTerms {
    /// The terms in their one form.
    fileprivate func read() throws -> PlacementTerms {
        var fields = FieldRules()
        let name = fields.text(name, "terms.name", AdvertisingLimits.placeName)
        fields.require(!formats.isEmpty, "terms.formats", .required)
        let isOnce = Set(formats).count == formats.count
        fields.require(isOnce, "terms.formats", .once)
        try fields.check()
        return PlacementTerms(
            name: name,
            sort: sort,
            formats: formats,
            size: size,
            lifeSeconds: lifeSeconds,
            showsAds: showsAds
        )
    }
}
