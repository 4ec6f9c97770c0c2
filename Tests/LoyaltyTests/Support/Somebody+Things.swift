import OctopusLoyaltyContract
import OctopusServiceKit
import OctopusTestKit

@testable import OctopusLoyalty

extension Somebody {
    func newPointType(
        _ name: String = "banana",
        validity: Validity? = nil
    ) async throws -> PointTypeID {
        try await call(CreatePointType.self, .init(name: name, validity: validity)).id
    }

    @discardableResult
    func award(
        _ amount: Int64,
        of type: PointTypeID,
        to endUser: EndUserID
    ) async throws -> AwardPoints.Reply {
        try await call(
            AwardPoints.self,
            .init(endUserId: endUser, pointTypeId: type, amount: amount)
        )
    }

    @discardableResult
    func hold(
        _ amount: Int64,
        of type: PointTypeID,
        of endUser: EndUserID,
        minutes: Int64? = nil
    ) async throws -> HoldPoints.Reply {
        try await call(
            HoldPoints.self,
            .init(endUserId: endUser, pointTypeId: type, amount: amount, lifeMinutes: minutes)
        )
    }

    /// A published coupon.
    func newCoupon(_ terms: CouponTerms) async throws -> CouponID {
        let draft = try await call(CreateCoupon.self, .init(terms: terms))
        return try await call(PublishCoupon.self, .init(couponId: draft.id, version: 1)).id
    }

    /// Gets a coupon for oneself.
    func get(_ coupon: CouponID) async throws -> GetCouponForPoints.Reply {
        try await call(GetCouponForPoints.self, .init(couponId: coupon))
    }

    func codes(of issued: IssuedCouponID) async throws -> GetIssuedCouponCode.Reply {
        try await call(GetIssuedCouponCode.self, .init(issuedCouponId: issued))
    }

    /// Scans an end user's ID code.
    func scan(_ endUser: Somebody) async throws -> ScannedEndUser {
        let code = try await endUser.call(GetIDCode.self, .init())
        let reply = try await call(ScanCode.self, .init(text: code.text))
        guard case .endUser(let scanned) = reply else { throw Unexpected() }
        return scanned
    }

    func redeem(scanning text: String, times: Int64? = nil) async throws -> Redemption {
        let reply = try await call(ScanCode.self, .init(text: text, times: times))
        guard case .coupon(let redemption) = reply else { throw Unexpected() }
        return redemption
    }
}

extension World<LoyaltyEnvironment> {
    /// A user of the mall's, who decides about its partners.
    func host(
        of tenant: TenantID? = nil,
        levels: [Product: Level] = [.partnerManagement: .full]
    ) -> Somebody {
        Somebody(
            house: self,
            person: Person(
                subject: ids.uuid(at: clock.now),
                kind: .user,
                tenant: tenant ?? mall,
                partner: nil,
                session: SessionID(ids.uuid(at: clock.now)),
                levels: levels
            )
        )
    }

    /// What the mall lets everybody give, from version 0 on.
    func limit(_ limits: IssuanceLimits, of partner: PartnerID? = nil) async throws {
        let version = try await host().call(GetIssuanceLimits.self, .init(partnerId: partner))
            .version
        try await host().call(
            SetIssuanceLimits.self,
            .init(partnerId: partner, version: version, limits: limits)
        )
    }
}

struct Unexpected: Error {}
