import OctopusAdvertisingContract
import OctopusFiles
import OctopusHelpdeskContract
import OctopusMail
import OctopusPartnersContract
import OctopusSegments
package import OctopusServiceKit
package import OctopusStore

/// Partners' table of contents.
package enum PartnersService {
    package static let definition = definition(askers: [
        .approvals(of: "helpdesk", BroadcastApprovalAsked.self),
        .messages(of: "helpdesk", HelpdeskMessagesCounted.self),
        // Packages of impressions and ads; campaigns, too, once advertising asks for them.
        .approvals(
            of: "advertising",
            ApprovalWanted.self,
            withdrawn: ApprovalWithdrawn.self,
            \.requestId
        ),
        .advertisingBalances,
    ])

    /// The same, with followers of services that ask for approval, or count what partners use.
    ///
    /// - Parameter askers: Those who follow services that own kinds of requests, or count something.
    /// - Returns: The table of contents.
    static func definition(
        askers: [FollowerDefinition<PartnersEnvironment>] = []
    ) -> ServiceDefinition<PartnersEnvironment> {
        ServiceDefinition(
            name: "partners",
            migrations: migrations,
            people: People(
                erasing: [
                    Retention.Dependent("channel_followers", by: "end_user"),
                    Retention.Dependent("promo_readers", by: "end_user"),
                ]
            ),
            methods: methods,
            events: ContractIndex.partners.events,
            followers: [
                Accounts.follower, StandingRecord.follower, StuckPartnerships.follower,
                Uses.follower, BilledPast.follower, FollowedByCode.follower,
            ] + askers,
            snapshots: [
                .of(PackageRecord.self), .of(AddOnRecord.self), .of(PartnershipRecord.self),
                .of(RequestRecord.self), .of(StandingRecord.self), .of(ChannelRecord.self),
                .of(FollowerRecord.self), .of(SegmentRecord.self), .of(PromoRecord.self),
            ],
            parts: [.mail(telling: PartnersMailGivenUp.self), .segments, .files, .reports],
            jobs: [
                JobDefinition(DefaultPackages.job, slice: DefaultPackages.run),
                JobDefinition(Invoicing.job, slice: Invoicing.run), Strangers.erasing,
                JobDefinition(EndedChannels.job, slice: EndedChannels.run),
                JobDefinition(AddOnEnds.job, slice: AddOnEnds.run),
                JobDefinition(PromoTimes.job, slice: PromoTimes.run),
                .purge([.failures, PurgeRule("partnership_forms", olderBy: "expires_at")]),
            ],
            exports: [.decisions, .invoices, .invoiceLines, .reports(PartnersMeasure.self)],
            personal: .partners,
            sealed: [SealedColumn("partnership_forms", "sealed")],
            afterRestore: { try InvoiceSeries.settle($1, in: $0) },
            trouble: { $0.invoiceTroubles.words },
            makeEnvironment: { try PartnersEnvironment($0) }
        )
    }

    private static let methods: [MethodEntry<PartnersEnvironment>] = [
        .command(CreatePackage.self), .command(EditPackage.self),
        .command(RetirePackage.self), .command(OfferPackage.self),
        .read(ListPackages.self), .read(ListOfferedPackages.self),
        .command(ChooseDefaultPackage.self),

        .command(CreateAddOn.self), .command(EditAddOn.self),
        .command(RetireAddOn.self), .command(OfferAddOn.self),
        .read(ListAddOns.self), .read(ListOfferedAddOns.self),

        .command(RequestAddOns.self), .command(RequestPackage.self),
        .command(ApproveRequest.self), .command(RejectRequest.self, sealsAnswer: true),
        .command(CancelRequest.self), .read(ListOwnRequests.self),
        .command(EndAddOn.self), .command(KeepAddOn.self),
        .read(ListPendingRequests.self), .read(ListDecidedRequests.self),
        .command(ExportDecidedRequests.self), .read(GetMyAccount.self),
        .read(ListActivity.self), .command(EditMyAccount.self),

        .read(ListMyPartners.self), .read(GetPartner.self),
        .command(SuspendPartner.self).usingReserve, .command(ReactivatePartner.self),
        .command(SetInvoiceID.self),

        .command(RequestPartnership.self), .command(ConfirmPartnership.self),
        .read(ListStuckPartnerships.self), .command(RetryPartnership.self),
        .command(AbandonPartnership.self), .command(EraseRequester.self),

        .command(CreateChannel.self), .command(EditChannel.self),
        .command(PublishChannel.self), .command(UnpublishChannel.self),
        .command(ArchiveChannel.self), .read(ListChannels.self),
        .read(ListFollowers.self),
        .read(ListPublishedChannels.self), .read(ListNearbyChannels.self),
        .read(GetChannel.self), .command(FollowChannel.self),
        .command(UnfollowChannel.self), .read(ListFollowedChannels.self),

        .command(CreatePromo.self), .command(EditPromo.self), .preparedOnce(SchedulePromo.self),
        .command(CancelPromo.self), .read(ListPromos.self), .read(ListFeed.self),
        .read(ListChannelPromos.self), .command(OpenPromo.self), .command(ClickPromo.self),

        .command(CreateSegment.self), .command(EditSegment.self),
        .command(ArchiveSegment.self), .read(GetSegment.self),
        .read(ListSegments.self), .waitingRead(PreviewSegment.self),

        .read(ListInvoices.self), .read(GetInvoice.self),
        .read(ListOwnInvoices.self), .read(GetOwnInvoice.self),
        .command(CreditInvoice.self), .command(SetOperatorPrice.self),
        .command(ExportInvoices.self),

        .prepared(BeginUpload.self), .prepared(UploadChunk.self),
        .waitingRead(UploadStatus.self), .prepared(FinishUpload.self),
        .waitingRead(ReadFile.self),

        .waitingRead(ReadPartnersReport.self), .preparedOnce(ExportPartnersReport.self),

        .read(ListPartnersMail.self), .command(RetryPartnersMail.self),
    ]

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
            Migration(name: "V007-limits", bytes: PackageResources.V007_limits_sql),
            Migration(name: "V008-segments", bytes: PackageResources.V008_segments_sql),
            Migration(name: "V009-standing", bytes: PackageResources.V009_standing_sql),
            Migration(name: "V010-repairs", bytes: PackageResources.V010_repairs_sql),
            Migration(name: "V011-invoices", bytes: PackageResources.V011_invoices_sql),
            Migration(name: "V012-promos", bytes: PackageResources.V012_promos_sql),
            Migration(name: "V013-pictures", bytes: PackageResources.V013_pictures_sql),
            Migration(name: "V014-audiences", bytes: PackageResources.V014_audiences_sql),
            Migration(name: "V015-series", bytes: PackageResources.V015_series_sql),
            Migration(name: "V016-held-add-ons", bytes: PackageResources.V016_held_add_ons_sql),
            Migration(name: "V017-message-counts", bytes: PackageResources.V017_message_counts_sql),
            Migration(name: "V018-awaited", bytes: PackageResources.V018_awaited_sql),
            Migration(name: "V019-own-standing", bytes: PackageResources.V019_own_standing_sql),
            Migration(name: "V020-unopened", bytes: PackageResources.V020_unopened_sql),
            Migration(name: "V021-places", bytes: PackageResources.V021_places_sql),
            Migration(name: "V022-lists", bytes: PackageResources.V022_lists_sql),
            Migration(name: "V023-followers", bytes: PackageResources.V023_followers_sql),
            Migration(name: "V024-erased", bytes: PackageResources.V024_erased_sql),
            Migration(name: "V025-billed-until", bytes: PackageResources.V025_billed_until_sql),
            Migration(name: "V026-lost-partners", bytes: PackageResources.V026_lost_partners_sql),
            Migration(
                name: "V027-requested-impressions",
                bytes: PackageResources.V027_requested_impressions_sql
            ),
            Migration(
                name: "V028-advertising-charges",
                bytes: PackageResources.V028_advertising_charges_sql
            ),
            Migration(
                name: "V029-advertising-balances",
                bytes: PackageResources.V029_advertising_balances_sql
            ),
        ]
    )
}
