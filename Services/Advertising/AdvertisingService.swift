import OctopusAdvertisingContract
import OctopusFiles
import OctopusSegments
package import OctopusServiceKit
package import OctopusStore

/// Advertising's table of contents.
package enum AdvertisingService {
    package static let definition = ServiceDefinition<AdvertisingEnvironment>(
        name: "advertising",
        migrations: migrations,
        people: People(
            erasing: [
                Retention.Dependent("impressions", by: "end_user"),
                Retention.Dependent("campaign_caps", by: "end_user"),
                Retention.Dependent("campaign_reach", by: "end_user"),
                Retention.Dependent("channel_followers", by: "end_user"),
            ],
            partnersWake: CampaignTimes.job,
            tenantsWake: ServingNews.job
        ),
        methods: [
            .command(CreateImpressionPackage.self), .command(EditImpressionPackage.self),
            .command(RetireImpressionPackage.self), .command(OfferImpressionPackage.self),
            .read(ListImpressionPackages.self), .read(ListOfferedImpressionPackages.self),
            .command(RequestImpressionPackage.self),

            .read(GetImpressionBalance.self), .read(ListImpressionBalances.self),
            .command(AdjustImpressions.self), .read(ListImpressionLedger.self),
            .waitingRead(CheckImpressionLedger.self),

            .command(CreateAd.self), .command(EditAd.self), .command(SubmitAd.self),
            .command(WithdrawAd.self), .command(ArchiveAd.self),
            .read(ListAds.self), .read(GetAd.self),
            .prepared(BeginAdUpload.self), .prepared(SendAdChunk.self),
            .waitingRead(AdUploadStatus.self), .prepared(FinishAdUpload.self),
            .waitingRead(ReadAdFile.self),

            .command(CreateCampaign.self), .command(EditCampaign.self),
            .command(SubmitCampaign.self), .command(WithdrawCampaign.self),
            .command(PauseCampaign.self), .command(ResumeCampaign.self),
            .command(ExtendCampaign.self), .command(FinishCampaign.self),
            .read(ListCampaigns.self), .read(GetCampaign.self), .read(ForecastCampaign.self),

            .command(RegisterApplication.self), .command(EditApplication.self),
            .command(ArchiveApplication.self), .read(ListApplications.self),
            .command(RegisterPlacement.self), .command(EditPlacement.self),
            .command(ArchivePlacement.self), .read(ListPlacements.self),
            .read(ListOfferedPlacements.self),

            .memoryFirst(PickAd.self), .command(CountAd.self),

            .read(ReadAdvertisingReport.self), .preparedOnce(ExportAdvertisingReport.self),
        ],
        events: ContractIndex.advertising.events,
        followers: [Entitlement.follower, Decisions.follower, ServingNews.follower],
        snapshots: [
            .of(ImpressionPackageRecord.self), .impressionBalances, .of(AdRecord.self),
            .of(CampaignRecord.self), .of(ApplicationRecord.self), .of(PlacementRecord.self),
        ],
        parts: [.files, .segments, .showing, .reports],
        jobs: [
            JobDefinition(CampaignTimes.job, slice: CampaignTimes.run),
            JobDefinition(SettledImpressions.job, slice: SettledImpressions.run),
            JobDefinition(ServingNews.job, slice: ServingNews.run),
            JobDefinition(CampaignReach.job, slice: CampaignReach.run),
            .purge([AdTraffic.purge, ImpressionRecord.purge, CountedCap.purge]),
        ],
        exports: [.reports(AdvertisingMeasure.self)],
        personal: .advertising,
        makeEnvironment: { try await AdvertisingEnvironment($0) }
    )

    /// The steps of the schema; one that was released is never changed.
    package static let migrations = MigrationSet(
        "advertising",
        [
            Migration(name: "V001-following", bytes: PackageResources.V001_following_sql),
            Migration(name: "V002-impressions", bytes: PackageResources.V002_impressions_sql),
            Migration(name: "V003-ads", bytes: PackageResources.V003_ads_sql),
            Migration(name: "V004-campaigns", bytes: PackageResources.V004_campaigns_sql),
            Migration(name: "V005-traffic", bytes: PackageResources.V005_traffic_sql),
            Migration(name: "V006-placements", bytes: PackageResources.V006_placements_sql),
            Migration(name: "V007-serving", bytes: PackageResources.V007_serving_sql),
            Migration(name: "V008-results", bytes: PackageResources.V008_results_sql),
        ]
    )
}
