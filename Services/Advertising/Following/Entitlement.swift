import GRDB
import OctopusPartnersContract
import OctopusSegments
import OctopusServiceKit

/// What a partner's package includes, as far as advertising goes.
///
/// A partner of whom nothing was told has everything.
enum Entitlement {
    static func hasAdvertising(_ partner: PartnerID, in database: Database) throws -> Bool {
        try Bool.one(
            database,
            "SELECT has_advertising FROM entitlements WHERE id = ?",
            [partner]
        ) ?? true
    }

    /// Keeps what partners tells of it, of segments and of who follows what.
    static let follower = FollowerDefinition<AdvertisingEnvironment>.projection(
        "packages",
        of: "partners",
        [
            .keep(
                PartnerEntitlementChanged.self,
                in: "entitlements",
                missing: .becomes(["has_advertising": "1"]),
                waking: CampaignTimes.job,
                [
                    "has_advertising": {
                        $0.event.products.contains(Product.advertising.rawValue) ? 1 : 0
                    }
                ]
            ),
            .namedSegments(waking: ServingNews.job), .channelFollowers,
        ]
    )
}

extension CommandContext<AdvertisingEnvironment> {
    /// The partner that the call is about, if it may advertise.
    ///
    /// - Throws: `notFound`, `partnerSuspended`, `notInPackage`.
    func advertisingPartner() throws -> PartnerRecord {
        let partner = try activePartner()
        guard try Entitlement.hasAdvertising(partner.id, in: database) else {
            throw Refusal(.notInPackage)
        }
        return partner
    }
}
