import FoundationEssentials
import GRDB
package import OctopusAdvertisingContract
package import OctopusServiceKit
import OctopusStore

extension AdvertisingMeasure: CountedMeasure {
    package var thing: ReportThing {
        switch self {
        case .served, .shown, .viewable, .clicks, .reached: ReportThing("campaigns", name: "name")
        case .adServed, .adShown, .adViewable, .adClicks: ReportThing("ads", name: "name")
        case .placementServed, .placementShown, .placementViewable, .placementClicks:
            ReportThing("reported_placements", name: "name")
        case .segmentServed, .segmentShown, .segmentViewable, .segmentClicks:
            ReportThing("segments", name: "name")
        }
    }

    package var apartBecause: String? {
        switch self {
        case .reached:
            "Somebody may be reached by several campaigns; ask byThing, or for one campaign."
        case .segmentServed, .segmentShown, .segmentViewable, .segmentClicks:
            "A campaign may be for several segments; ask byThing, for one segment, or for all campaigns."
        default: nil
        }
    }
}

/// What becomes of an ad that was chosen, and as what it is counted.
struct AdResult: Sendable {
    static let served = AdResult(.served, .adServed, .placementServed, .segmentServed)
    static let shown = AdResult(.shown, .adShown, .placementShown, .segmentShown)
    static let viewable = AdResult(
        .viewable,
        .adViewable,
        .placementViewable,
        .segmentViewable
    )
    static let clicked = AdResult(.clicks, .adClicks, .placementClicks, .segmentClicks)

    fileprivate let ofCampaign: AdvertisingMeasure
    fileprivate let ofAd: AdvertisingMeasure
    fileprivate let ofPlacement: AdvertisingMeasure
    fileprivate let ofSegment: AdvertisingMeasure

    private init(
        _ ofCampaign: AdvertisingMeasure,
        _ ofAd: AdvertisingMeasure,
        _ ofPlacement: AdvertisingMeasure,
        _ ofSegment: AdvertisingMeasure
    ) {
        (self.ofCampaign, self.ofAd) = (ofCampaign, ofAd)
        (self.ofPlacement, self.ofSegment) = (ofPlacement, ofSegment)
    }
}

/// What was chosen, and where it is shown.
struct ChosenAd: Hashable, Sendable {
    let campaign: CampaignID
    let ad: AdID
    let placement: PlacementID

    init(_ claims: ImpressionClaims) {
        (campaign, ad, placement) = (claims.campaign, claims.ad, claims.placement)
    }
}

/// The same, with all that it counts for.
struct CountedAd {
    private let chosen: ChosenAd
    let partner: PartnerID
    private let segments: [SegmentID]

    /// Nil for a campaign that is not known, which can't be.
    init?(_ chosen: ChosenAd, in database: Database) throws {
        // A campaign's segments don't change once it has shown something.
        let rows = try Row.all(
            database,
            """
            SELECT partner, value FROM campaigns LEFT JOIN json_each(segments)
            WHERE campaigns.id = ?
            """,
            [chosen.campaign]
        )
        guard let first = rows.first else { return nil }
        (self.chosen, partner) = (chosen, first[0])
        segments = rows.compactMap { row in
            let text: String? = row[1]
            return text.flatMap { UUID(uuidString: $0) }.map { SegmentID($0) }
        }
    }

    func count(_ result: AdResult, _ amount: Int64 = 1, in transaction: Transaction) {
        transaction.count(result.ofCampaign, amount, of: chosen.campaign, at: partner)
        transaction.count(result.ofAd, amount, of: chosen.ad, at: partner)
        transaction.count(result.ofPlacement, amount, of: chosen.placement, at: partner)
        for segment in segments {
            transaction.count(result.ofSegment, amount, of: segment, at: partner)
        }
    }
}

extension CommandContext<AdvertisingEnvironment> {
    /// Reports what was noted of an impression: that it was shown, if it is new, and what was told.
    func countResult(_ beacon: Beacon, isNew: Bool, of claims: ImpressionClaims) throws {
        guard let counted = try CountedAd(ChosenAd(claims), in: database) else { return }
        if isNew {
            counted.count(.shown, in: transaction)
            try CampaignReach.note(
                claims.endUser,
                of: claims.campaign,
                counted.partner,
                transaction
            )
        }
        switch beacon {
        case .shown: break
        case .viewable: counted.count(.viewable, in: transaction)
        case .click: counted.count(.clicked, in: transaction)
        }
    }
}
