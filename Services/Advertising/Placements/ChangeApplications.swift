import GRDB
package import OctopusAdvertisingContract
package import OctopusServiceKit
import OctopusStore

extension RegisterApplication: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<AdvertisingEnvironment>
    ) throws -> Application {
        let tenant = try context.caller.requireTenant()
        let terms = try request.terms.read()
        let count = try Int64.one(
            context.database,
            "SELECT count(*) FROM applications WHERE tenant = ? AND status = 'active'",
            [tenant]
        )
        guard count ?? 0 < AdvertisingLimits.applications else {
            throw Refusal(.tooManyApplications)
        }
        return try context.create(
            ApplicationRecord(terms, id: context.newID(), of: tenant, at: context.now)
        ).application
    }
}

extension EditApplication: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<AdvertisingEnvironment>
    ) throws -> Application {
        let terms = try request.terms.read()
        return try context.change(request.applicationId, version: request.version) {
            $0.take(terms)
        }
    }
}

extension ArchiveApplication: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<AdvertisingEnvironment>
    ) throws -> Application {
        try context.change(request.applicationId, version: request.version) { $0.archive() }
    }
}

extension CommandContext<AdvertisingEnvironment> {
    /// Changes an application that is not archived.
    fileprivate func change(
        _ application: ApplicationID,
        version: Int64,
        _ change: (inout ApplicationRecord) -> Void
    ) throws -> Application {
        let record = try edit(
            ApplicationRecord.self,
            application,
            of: caller.requireTenant(),
            version: version
        ) { record in
            guard record.status == .active else { throw Refusal(.wrongState, "It is archived.") }
            change(&record)
        }
        try serve(record)
        return record.application
    }
}

extension ApplicationTerms {
    /// The terms in their one form.
    fileprivate func read() throws -> ApplicationTerms {
        var fields = FieldRules()
        let name = fields.text(name, "terms.name", AdvertisingLimits.placeName)
        try fields.check()
        return ApplicationTerms(name: name, kind: kind, showsAds: showsAds)
    }
}
