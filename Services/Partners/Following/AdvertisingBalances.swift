import GRDB
import OctopusAdvertisingContract
import OctopusPartnersContract
import OctopusServiceKit

extension FollowerDefinition<PartnersEnvironment> {
    /// Keeps what partners have of impressions, as advertising tells it.
    static let advertisingBalances = FollowerDefinition<PartnersEnvironment>.projection(
        "balances-advertising",
        of: "advertising",
        [
            .keep(
                ImpressionBalanceChanged.self,
                in: "advertising_balances",
                missing: .deleted(),
                ["total": { $0.event.total }, "available": { $0.event.available }]
            )
        ]
    )
}

extension HeldImpressions {
    /// What advertising has told of a partner; nil while it never had any.
    static func of(_ partner: PartnerID, in database: Database) throws -> HeldImpressions? {
        try Row.one(
            database,
            "SELECT total, available FROM advertising_balances WHERE id = ?",
            [partner]
        ).map { HeldImpressions(total: $0[0], available: $0[1]) }
    }
}
