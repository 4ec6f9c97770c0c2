public import OctopusContract

/// What advertising reports of a partner.
///
/// Served is not shown: an ad that was given to an app or a website is served, and shown once that tells so. Each
/// impression counts once, and what was viewable or clicked was shown. The rate of clicks is clicks over shown, that
/// of viewable ones viewable over shown. What was shown is what was spent, in impressions: packages, add-ons and
/// corrections fill one balance, so a single impression has no price.
public enum AdvertisingMeasure: String, ReportMeasure {
    /// How often ads were chosen for end users, shown, in view for long enough (MRC), and clicked, by campaign.
    case served, shown, viewable, clicks
    /// How many end users were shown a campaign for the first time. Over all of a campaign's days it is its reach:
    /// each person counts once, however often and on however many days they were shown it. Somebody may be
    /// reached by several campaigns, so it is never added up over them.
    case reached
    /// The same by ad, in whichever campaign it was shown.
    case adServed, adShown, adViewable, adClicks
    /// The same by placement.
    case placementServed, placementShown, placementViewable, placementClicks
    /// The same of the campaigns that are for a segment, whichever of its people saw them. A campaign for
    /// several segments counts at each, so these are never added up over segments; one for everybody counts at none.
    case segmentServed, segmentShown, segmentViewable, segmentClicks
}

/// Reports what a partner's ads came to over a time, in steps or at a glance.
///
/// A partner reads its own, its tenant that of each of its partners.
public enum ReadAdvertisingReport: Method {
    public typealias Request = ReportQuery<AdvertisingMeasure>
    public typealias Reply = Report<AdvertisingMeasure>

    public static let declaration = MethodDeclaration(
        "advertising.v1/ReadAdvertisingReport",
        .read,
        "Reports what a partner's ads came to over a time, in steps or at a glance.",
        access: .reports,
        routing: .partner
    )
}

/// Makes a CSV file of what a report answers, which `mesh.v1/ReadExport` reads in chunks.
public enum ExportAdvertisingReport: Method {
    public typealias Request = ReportQuery<AdvertisingMeasure>
    public typealias Reply = BegunExport

    public static let declaration = MethodDeclaration(
        "advertising.v1/ExportAdvertisingReport",
        .command,
        "Makes a CSV file of what a report answers: its rows, or its totals if there are no steps.",
        access: .reports,
        routing: .partner,
        reasons: [.tooManyExports]
    )
}

extension Access {
    fileprivate static let reports = anyOf(
        .partnerUser(.analytics, .view),
        .tenantUser(.analytics, .view)
    )
}
