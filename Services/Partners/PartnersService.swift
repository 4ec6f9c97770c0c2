import OctopusMail
import OctopusPartnersContract
package import OctopusServiceKit
package import OctopusStore

/// Partners' table of contents.
package enum PartnersService {
    package static let definition = definition()

    /// The same with what other services ask approval for.
    ///
    /// - Parameter askers: Those who follow services that own kinds of requests.
    /// - Returns: The table of contents.
    static func definition(
        askers: [FollowerDefinition<PartnersEnvironment>] = []
    ) -> ServiceDefinition<PartnersEnvironment> {
        ServiceDefinition(
            name: "partners",
            migrations: migrations,
            people: People(erasing: [Retention.Dependent("channel_followers", by: "end_user")]),
            methods: [
                .command(CreatePackage.self), .command(EditPackage.self),
                .command(RetirePackage.self), .command(OfferPackage.self),
                .read(ListPackages.self), .read(ListOfferedPackages.self),
                .command(ChooseDefaultPackage.self),

                .command(CreateAddOn.self), .command(EditAddOn.self),
                .command(RetireAddOn.self), .command(OfferAddOn.self),
                .read(ListAddOns.self), .read(ListOfferedAddOns.self),

                .command(RequestAddOns.self), .command(RequestPackage.self),
                .command(ApproveRequest.self), .command(RejectRequest.self),
                .command(CancelRequest.self), .read(ListOwnRequests.self),
                .read(ListPendingRequests.self), .read(ListDecidedRequests.self),
                .command(ExportDecidedRequests.self), .read(GetMyAccount.self),

                .command(RequestPartnership.self), .command(ConfirmPartnership.self),

                .command(CreateChannel.self), .command(EditChannel.self),
                .command(PublishChannel.self), .command(UnpublishChannel.self),
                .command(ArchiveChannel.self), .read(ListChannels.self),
                .read(ListFollowers.self),
                .read(ListPublishedChannels.self), .read(ListNearbyChannels.self),
                .read(GetChannel.self), .command(FollowChannel.self),
                .command(UnfollowChannel.self), .read(ListFollowedChannels.self),

                .read(ReadPartnersReport.self), .command(ExportPartnersReport.self),
            ],
            events: ContractIndex.partners.events,
            followers: [Accounts.follower, Uses.follower] + askers,
            snapshots: [
                .of(PackageRecord.self), .of(AddOnRecord.self), .of(PartnershipRecord.self),
                .of(RequestRecord.self),
                .of(ChannelRecord.self), .of(FollowerRecord.self),
            ],
            parts: [.mail(telling: PartnersMailGivenUp.self), .reports],
            jobs: [
                JobDefinition(DefaultPackages.job, slice: DefaultPackages.run),
                .purge([.failures, PurgeRule("partnership_forms", olderBy: "expires_at")]),
            ],
            exports: [.decisions, .reports(PartnersMeasure.self)],
            personal: .partners,
            sealed: [SealedColumn("partnership_forms", "sealed")],
            makeEnvironment: { try PartnersEnvironment($0) }
        )
    }

    /// The steps of the schema; one that was released is never changed.
    package static let migrations = MigrationSet(
        "partners",
        [
            Migration(name: "V001-following", bytes: PackageResources.V001_following_sql),
            Migration(name: "V002-catalogue", bytes: PackageResources.V002_catalogue_sql),
            Migration(name: "V003-requests", bytes: PackageResources.V003_requests_sql),
            Migration(name: "V004-becoming", bytes: PackageResources.V004_becoming_sql),
            Migration(name: "V005-use", bytes: PackageResources.V005_use_sql),
            Migration(name: "V006-channels", bytes: PackageResources.V006_channels_sql),
        ]
    )
}
