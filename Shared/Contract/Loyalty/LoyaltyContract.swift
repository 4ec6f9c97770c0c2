public import OctopusContract

extension ContractIndex {
    /// Points, coupons and their codes.
    public static let loyalty = ServiceContract(
        methods: [
            CreatePointType.self, ListPointTypes.self, EditPointType.self, RetirePointType.self,
            AwardPoints.self, ReverseAward.self, ListLedger.self, CheckLedger.self,
            ListBalances.self,
            HoldPoints.self, PostHold.self, VoidHold.self, RefundHold.self, ListHolds.self,
            SetIssuanceLimits.self, GetIssuanceLimits.self,
            RequestAward.self, ApproveAward.self, RejectAward.self, CancelAwardRequest.self,
            ListAwardRequests.self,
            ListMyActions.self, UndoMyAction.self,
            CreateCoupon.self, EditCoupon.self, PublishCoupon.self, PauseCoupon.self,
            ArchiveCoupon.self, ListCoupons.self, ListGettable.self, GetCouponForPoints.self,
            RedeemByCode.self, RevokeIssuedCoupon.self, UndoRedemption.self, DeleteCoupon.self,
            GetIDCode.self, GetIssuedCouponCode.self, ScanCode.self, GetScan.self,
            GiveScanned.self,
            ListOutstandingPoints.self, ExportOutstandingPoints.self,
            GetWallet.self, ListOwnBalances.self, ListOwnCoupons.self, ListOffers.self,
            ListHistory.self,
            ListDisplayable.self, DisplayCode.self, GetDisplayedCode.self, EndDisplay.self,
            UseDisplayedCode.self,
            ReadLoyaltyReport.self, ExportLoyaltyReport.self,
        ],
        events: [
            PointTypeChanged.self, CouponChanged.self, PointsAwarded.self, AwardReversed.self,
            PointsSpent.self, PointsExpired.self, CouponIssued.self, CouponRedeemed.self,
            CouponRevoked.self, EndUserActivityChanged.self, PointsHeld.self, HoldEnded.self,
            IssuanceLimitsSet.self, IssuanceLimitReached.self, IssuanceUnusual.self,
            AwardRequestChanged.self,
            PointsExpiring.self, RedemptionUndone.self, CouponUsesCounted.self,
            DisplayedCodeUsed.self, ChannelFollowAsked.self,
        ]
    )
}
