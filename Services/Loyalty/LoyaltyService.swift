import OctopusLoyaltyContract
package import OctopusServiceKit
import OctopusStore

/// Loyalty's table of contents.
package enum LoyaltyService {
    package static let definition: ServiceDefinition<LoyaltyEnvironment> = ServiceDefinition(
        name: "loyalty",
        migrations: LoyaltyMigrations.set,
        people: People(
            erasing: [
                Retention.Dependent("ledger_notes", by: "end_user"),
                Retention.Dependent("end_user_activities", by: "end_user"),
                Retention.Dependent("channel_followers", by: "end_user"),
                Retention.Dependent("award_requests", by: "end_user"),
            ]
        ),
        methods: [
            .command(CreatePointType.self),
            .read(ListPointTypes.self),
            .command(EditPointType.self),
            .command(RetirePointType.self),

            .command(AwardPoints.self),
            .command(ReverseAward.self),
            .read(ListLedger.self),
            .waitingRead(CheckLedger.self),
            .read(ListBalances.self),
            .read(ListMyActions.self),
            .command(UndoMyAction.self),

            .command(SetIssuanceLimits.self),
            .read(GetIssuanceLimits.self),
            .command(RequestAward.self),
            .command(ApproveAward.self),
            .command(RejectAward.self),
            .command(CancelAwardRequest.self),
            .read(ListAwardRequests.self),

            .command(HoldPoints.self),
            .command(PostHold.self),
            .command(VoidHold.self),
            .command(RefundHold.self),
            .read(ListHolds.self),

            .command(CreateCoupon.self),
            .command(EditCoupon.self),
            .command(PublishCoupon.self),
            .command(PauseCoupon.self),
            .command(ArchiveCoupon.self),
            .command(DeleteCoupon.self),
            .read(ListCoupons.self),
            .read(ListGettable.self),
            .command(GetCouponForPoints.self),
            .command(RedeemByCode.self),
            .command(RevokeIssuedCoupon.self),
            .command(UndoRedemption.self),

            .read(GetIDCode.self),
            .read(GetIssuedCouponCode.self),
            .command(ScanCode.self, sealsAnswer: true),
            .read(GetScan.self),
            .command(GiveScanned.self),

            .read(ListDisplayable.self),
            .command(DisplayCode.self),
            .waitingRead(GetDisplayedCode.self),
            .command(EndDisplay.self),
            .command(UseDisplayedCode.self),

            .read(GetWallet.self),
            .read(ListOwnBalances.self),
            .read(ListOwnCoupons.self),
            .read(ListOffers.self),
            .read(ListHistory.self),

            .read(ListOutstandingPoints.self),
            .command(ExportOutstandingPoints.self),
            .read(ReadLoyaltyReport.self),
            .preparedOnce(ExportLoyaltyReport.self),
        ],
        events: ContractIndex.loyalty.events,
        followers: [Entitlement.follower, ChannelRecord.follower],
        snapshots: [
            .of(PointTypeRecord.self), .of(CouponRecord.self), .of(EndUserActivityRecord.self),
            .of(AwardRequestRecord.self),
            .of(CouponUseRecord.self),
        ],
        parts: [.reports],
        jobs: [
            .expireLots, .expireIssuedCoupons, rotateCodeKeys, purgeCodes,
            JobDefinition(ExpiredHolds.job, slice: ExpiredHolds.run),
            JobDefinition(CouponsByPackage.job, slice: CouponsByPackage.run),
            JobDefinition(PointAges.job, slice: PointAges.run),
            ReportBacklog.ledger.job(), IssuanceRefusals.tell, IssuanceRefusals.purge,
            JobDefinition(ExpiryNotices.job, slice: ExpiryNotices.run),
            tellCouponUses,
        ],
        exports: [.reports(LoyaltyMeasure.self), .outstandingPoints],
        personal: .loyalty,
        sealed: [
            SealedColumn("code_keys", "sealed"), SealedColumn("issued_coupons", "sealed_code"),
        ],
        makeEnvironment: { resources in try await LoyaltyEnvironment(resources) }
    )
}
