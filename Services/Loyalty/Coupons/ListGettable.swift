import OctopusIdentityContract
package import OctopusLoyaltyContract
package import OctopusServiceKit

extension ListGettable: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<LoyaltyEnvironment>
    ) throws -> Reply {
        let limit = try PageLimit.of(request.limit)
        let partner = try context.caller.requirePartner()
        guard let record = try PartnerRecord.find(partner, in: context.database) else {
            throw Refusal(.notFound)
        }
        guard record.status == .active else { throw Refusal(.partnerSuspended) }
        let endUser = try context.caller.requireEndUser()
        let (rows, hasMore) = try CouponRecord.available(
            of: partner,
            after: request.after,
            limit: limit + 1,
            at: context.now,
            in: context.database
        ).page(limit)
        return Reply(
            offers: try rows.map { try context.offer($0, to: endUser) },
            next: hasMore ? rows.last?.id : nil
        )
    }
}

extension ReadContext<LoyaltyEnvironment> {
    /// A coupon as one end user sees it: what he lacks, what is left.
    fileprivate func offer(
        _ coupon: CouponRecord,
        to endUser: EndUserID
    ) throws -> ListGettable.Offer {
        let price = coupon.terms.price
        let type = try price.map {
            try PointTypeRecord.find($0.pointTypeId, of: coupon.partner, in: database)
        }
        let balance = try price.map { try database.balance(of: endUser, $0.pointTypeId, at: now) }
        let missing = max(0, (price?.amount ?? 0) - (balance ?? 0))
        let left = coupon.terms.stock.map { max(0, $0 - coupon.issued) }
        let leftForUser = try coupon.terms.limitPerUser.map { limit in
            max(
                0,
                limit - (try IssuedCouponRecord.count(of: coupon.id, had: endUser, in: database))
            )
        }
        return ListGettable.Offer(
            couponId: coupon.id,
            title: coupon.terms.title,
            description: coupon.terms.description,
            terms: coupon.terms.terms,
            price: price,
            pointTypeName: type?.name,
            balance: balance,
            missing: missing,
            left: left,
            leftForUser: leftForUser,
            validToAt: coupon.terms.validToAt,
            canGet: missing == 0 && left != 0 && leftForUser != 0
        )
    }
}
