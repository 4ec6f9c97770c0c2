public import OctopusContract

extension ContractIndex {
    /// Points, coupons and their codes.
    public static let loyalty = ServiceContract(
        methods: [
            CreatePointType.self, ListPointTypes.self, EditPointType.self, RetirePointType.self,
            AwardPoints.self, ReverseAward.self, ListLedger.self, CheckLedger.self,
            ListBalances.self,
            CreateCoupon.self, EditCoupon.self, PublishCoupon.self, PauseCoupon.self,
            ArchiveCoupon.self, ListCoupons.self, ListGettable.self, GetCouponForPoints.self,
            RedeemByCode.self, RevokeIssuedCoupon.self,
            GetIDCode.self, GetIssuedCouponCode.self, ScanCode.self, GetScan.self,
            GiveScanned.self,
            ListDisplayable.self, DisplayCode.self, GetDisplayedCode.self, EndDisplay.self,
            UseDisplayedCode.self,
            GetWallet.self, ListHistory.self,
            ReadLoyaltyReport.self, ExportLoyaltyReport.self,
        ],
        events: [
            PointTypeChanged.self, CouponChanged.self, PointsAwarded.self, AwardReversed.self,
            PointsSpent.self, PointsExpired.self, CouponIssued.self, CouponRedeemed.self,
            CouponRevoked.self, EndUserActivityChanged.self,
            DisplayedCodeUsed.self, ChannelFollowAsked.self,
        ]
    )
}
