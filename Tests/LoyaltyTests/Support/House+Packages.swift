import GRDB
import OctopusLoyaltyContract
import OctopusPartnersContract
import OctopusServiceKit
import OctopusTestKit

@testable import OctopusLoyalty

extension World<LoyaltyEnvironment> {
    /// Tells what the café's package includes and gives.
    func entitle(
        _ products: [Product] = [.coupons, .points],
        activeCoupons: Int64? = nil,
        asked: Int64? = nil,
        version: Int64
    ) async throws {
        try await tell(
            PartnerEntitlementChanged(
                id: cafe,
                version: version,
                products: products.map(\.rawValue),
                limits: PackageLimits(activeCoupons: activeCoupons),
                askedLimits: asked.map { PackageLimits(activeCoupons: $0) }
            ),
            of: mall,
            partner: cafe
        )
    }

    /// The café's coupons by title.
    func coupons() async throws -> [String: CouponStatus] {
        try await inspect { database in
            let records = try CouponRecord.fetchAll(database)
            return Dictionary(records.map { ($0.title, $0.status) }) { one, _ in one }
        }
    }
}
