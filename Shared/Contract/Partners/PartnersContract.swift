public import OctopusContract

extension ContractIndex {
    /// Packages, add-ons, and what partners ask their tenant for.
    public static let partners = ServiceContract(
        methods: [
            CreatePackage.self, EditPackage.self, RetirePackage.self, OfferPackage.self,
            ListPackages.self, ListOfferedPackages.self, ChooseDefaultPackage.self,
            CreateAddOn.self, EditAddOn.self, RetireAddOn.self, OfferAddOn.self,
            ListAddOns.self, ListOfferedAddOns.self,
            RequestAddOns.self, RequestPackage.self, ApproveRequest.self, RejectRequest.self,
            CancelRequest.self, EndAddOn.self, KeepAddOn.self, ListOwnRequests.self,
            ListPendingRequests.self,
            ListDecidedRequests.self, ExportDecidedRequests.self, GetMyAccount.self,
            ListActivity.self, EditMyAccount.self,
            ListMyPartners.self, GetPartner.self, SuspendPartner.self, ReactivatePartner.self,
            SetInvoiceID.self,
            RequestPartnership.self, ConfirmPartnership.self,
            CreateChannel.self, EditChannel.self, PublishChannel.self, UnpublishChannel.self,
            ArchiveChannel.self, ListChannels.self, ListFollowers.self,
            ListPublishedChannels.self, ListNearbyChannels.self, GetChannel.self,
            FollowChannel.self, UnfollowChannel.self, ListFollowedChannels.self,
            CreateSegment.self, EditSegment.self, ArchiveSegment.self, GetSegment.self,
            ListSegments.self, PreviewSegment.self,
            ListStuckPartnerships.self, RetryPartnership.self, AbandonPartnership.self,
            EraseRequester.self,
            ListPartnersMail.self, RetryPartnersMail.self,
            BeginUpload.self, UploadChunk.self, UploadStatus.self, FinishUpload.self,
            ReadFile.self,
            ListInvoices.self, GetInvoice.self, ListOwnInvoices.self, GetOwnInvoice.self,
            CreditInvoice.self, SetOperatorPrice.self, ExportInvoices.self,
            ReadPartnersReport.self, ExportPartnersReport.self,
            CreatePromo.self, EditPromo.self, SchedulePromo.self, CancelPromo.self,
            ListPromos.self, ListFeed.self, ListChannelPromos.self, OpenPromo.self,
            ClickPromo.self,
        ],
        events: [
            PackageChanged.self, AddOnChanged.self, PartnerEntitlementChanged.self,
            RequestChanged.self, RequestDecided.self, RequestCancelled.self,
            PartnershipApproved.self,
            PartnersMailGivenUp.self, PartnerStandingChanged.self, ChannelChanged.self,
            FollowerChanged.self, SegmentChanged.self, InvoiceIssued.self,
            PromoChanged.self,
        ]
    )
}
