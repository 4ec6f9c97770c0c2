import ArgumentParser
import OctopusClient

/// What a partner decides about a campaign, on the command line.
struct CampaignTermsOptions: ParsableArguments {
    @Option(
        name: .customLong("ad"),
        help: "The id or name of an ad that it shows; may be given again, and they take turns."
    )
    var ads: [String] = []

    @OptionGroup var plan: CampaignPlanOptions

    @Option(help: CapArgument.help)
    var cap: CapArgument?

    @Option(
        name: .customLong("segment"),
        help: "For whom it is: a segment's id or name; may be given again."
    )
    var segments: [String] = []

    @Option(help: ArgumentHelp("From 1 to 10; the greatest is shown first.", valueName: "number"))
    var priority: Int64?

    @Option(
        help: ArgumentHelp("Its part among those of its priority, 1 to 100.", valueName: "number")
    )
    var weight: Int64?

    var isEmpty: Bool {
        ads.isEmpty && plan.isEmpty && cap == nil && segments.isEmpty
            && priority == nil && weight == nil
    }

    /// The terms, of which `old` has what is not given.
    func terms(
        of name: String,
        _ plan: CampaignPlan,
        over old: CampaignTerms? = nil,
        _ session: Session
    ) async throws -> CampaignTerms {
        var (adIDs, segmentIDs): ([AdID], [SegmentID]) = ([], [])
        for ad in ads { adIDs.append(try await NamedAd.find(ad, session).id) }
        for segment in segments {
            segmentIDs.append(try await NamedSegment.find(segment, session).id)
        }
        let placementIDs = try await NamedPlacement.offered(self.plan.placements, session)
        return CampaignTerms(
            name: name,
            adIds: adIDs.isEmpty ? old?.adIds ?? [] : adIDs,
            impressions: plan.impressions,
            startsAt: plan.startsAt,
            endsAt: plan.endsAt,
            blockedHours: plan.blockedHours,
            segmentIds: segmentIDs.isEmpty ? old?.segmentIds : segmentIDs,
            placementIds: placementIDs.isEmpty ? old?.placementIds : placementIDs,
            cap: cap?.cap ?? old?.cap,
            dailyImpressions: plan.dailyImpressions,
            priority: priority ?? old?.priority,
            weight: weight ?? old?.weight
        )
    }
}
