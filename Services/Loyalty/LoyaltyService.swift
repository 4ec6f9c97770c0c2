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

            .command(CreateCoupon.self),
            .command(EditCoupon.self),
            .command(PublishCoupon.self),
            .command(PauseCoupon.self),
            .command(ArchiveCoupon.self),
            .read(ListCoupons.self),
            .read(ListGettable.self),
            .command(GetCouponForPoints.self),
            .command(RedeemByCode.self),
            .command(RevokeIssuedCoupon.self),

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
            .read(ListHistory.self),

            .read(ReadLoyaltyReport.self),
            .preparedOnce(ExportLoyaltyReport.self),
        ],
        events: ContractIndex.loyalty.events,
        followers: [Entitlement.follower, ChannelRecord.follower],
        snapshots: [
            .of(PointTypeRecord.self), .of(CouponRecord.self), .of(EndUserActivityRecord.self),
        ],
        parts: [.reports],
        jobs: [
            .expireLots, .expireIssuedCoupons, rotateCodeKeys, purgeCodes,
            JobDefinition(CouponsByPackage.job, slice: CouponsByPackage.run),
            ReportBacklog.ledger.job(),
        ],
        exports: [.reports(LoyaltyMeasure.self)],
        personal: .loyalty,
        sealed: [
            SealedColumn("code_keys", "sealed"), SealedColumn("issued_coupons", "sealed_code"),
        ],
        makeEnvironment: { resources in try await LoyaltyEnvironment(resources) }
    )
}
