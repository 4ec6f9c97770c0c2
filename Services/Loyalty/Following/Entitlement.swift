import GRDB
import OctopusLoyaltyContract
import OctopusPartnersContract
import OctopusServiceKit

/// What a partner's package includes and gives, as far as coupons and points go.
///
/// A partner of whom nothing was told has everything.
struct Entitlement {
    let hasCoupons: Bool
    let hasPoints: Bool
    /// How many coupons may be published.
    let activeCoupons: Allowance

    private static let everything = Entitlement(
        hasCoupons: true,
        hasPoints: true,
        activeCoupons: Allowance(given: nil, asked: nil)
    )

    static func of(_ partner: PartnerID, in database: Database) throws -> Entitlement {
        let row = try Row.one(
            database,
            """
            SELECT has_coupons, has_points, given_coupons, asked_coupons
            FROM entitlements WHERE id = ?
            """,
            [partner]
        )
        guard let row else { return everything }
        return Entitlement(
            hasCoupons: row[0],
            hasPoints: row[1],
            activeCoupons: Allowance(given: row[2], asked: row[3])
        )
    }

    /// Keeps what partners tell; a job takes coupons, or gives them back.
    static let follower = FollowerDefinition<LoyaltyEnvironment>.projection(
        "packages",
        of: "partners",
        [
            .keep(
                PartnerEntitlementChanged.self,
                in: "entitlements",
                missing: .becomes(
                    [
                        "has_coupons": "1", "has_points": "1", "given_coupons": nil,
                        "asked_coupons": nil,
                    ]
                ),
                waking: CouponsByPackage.job,
                [
                    "has_coupons": { $0.event.includes(.coupons) },
                    "has_points": { $0.event.includes(.points) },
                    "given_coupons": { $0.event.limits?.activeCoupons },
                    "asked_coupons": { $0.event.askedLimits?.activeCoupons },
                ]
            )
        ]
    )
}

extension PartnerEntitlementChanged {
    fileprivate func includes(_ product: Product) -> Bool {
        products.contains(product.rawValue)
    }
}

extension CommandContext<LoyaltyEnvironment> {
    /// The partner that the call is about, if it may do business with coupons.
    ///
    /// - Throws: `notFound`, `partnerSuspended`, `notInPackage`.
    func couponPartner() throws -> PartnerRecord {
        let partner = try activePartner()
        guard try Entitlement.of(partner.id, in: database).hasCoupons else {
            throw Refusal(.notInPackage)
        }
        return partner
    }
}
