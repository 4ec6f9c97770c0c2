import GRDB
package import OctopusPartnersContract
package import OctopusServiceKit

extension SetOperatorPrice: CommandHandler {
    package static func run(
        _ request: Request,
        in context: CommandContext<PartnersEnvironment>
    ) throws -> Reply {
        let tenant = try context.caller.requireTenant()
        let most = PartnersLimits.operatorPrice
        guard most.contains(request.minorUnits) else {
            throw FieldRules.refusal("minorUnits", .range)
        }
        guard let currency = try TenantRecord.find(tenant, in: context.database)?.currency else {
            throw Refusal(.notFound)
        }
        try context.database.run(
            """
            INSERT INTO operator_prices (tenant, from_at, minor_units, currency)
            VALUES (?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET minor_units = excluded.minor_units
            """,
            [tenant, context.now, request.minorUnits, currency]
        )
        return Reply(
            price: Price(minorUnits: request.minorUnits, currency: currency, period: .month)
        )
    }
}
