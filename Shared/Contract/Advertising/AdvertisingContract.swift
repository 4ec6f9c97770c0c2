public import OctopusContract

extension ContractIndex {
    /// Impressions that partners buy, and what is shown to end users for them.
    public static let advertising = ServiceContract(
        methods: [
            CreateImpressionPackage.self, EditImpressionPackage.self,
            RetireImpressionPackage.self, OfferImpressionPackage.self,
            ListImpressionPackages.self, ListOfferedImpressionPackages.self,
            RequestImpressionPackage.self,

            GetImpressionBalance.self, ListImpressionBalances.self, AdjustImpressions.self,
            ListImpressionLedger.self, CheckImpressionLedger.self,

            CreateAd.self, EditAd.self, SubmitAd.self, WithdrawAd.self, ArchiveAd.self,
            ListAds.self, GetAd.self,
            BeginAdUpload.self, SendAdChunk.self, AdUploadStatus.self, FinishAdUpload.self,
            ReadAdFile.self,

            CreateCampaign.self, EditCampaign.self, SubmitCampaign.self, WithdrawCampaign.self,
            PauseCampaign.self, ResumeCampaign.self, ExtendCampaign.self, FinishCampaign.self,
            ListCampaigns.self, GetCampaign.self, ForecastCampaign.self,

            RegisterApplication.self, EditApplication.self, ArchiveApplication.self,
            ListApplications.self,
            RegisterPlacement.self, EditPlacement.self, ArchivePlacement.self,
            ListPlacements.self, ListOfferedPlacements.self,

            PickAd.self, CountAd.self,

            ReadAdvertisingReport.self, ExportAdvertisingReport.self,
        ],
        events: [
            ImpressionPackageChanged.self, ApprovalWanted.self, ImpressionsCredited.self,
            ImpressionsAdjusted.self, ImpressionBalanceChanged.self, ApprovalWithdrawn.self,
            AdChanged.self, CampaignChanged.self, ApplicationChanged.self, PlacementChanged.self,
        ]
    )
}
