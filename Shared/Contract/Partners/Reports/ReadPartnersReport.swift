public import OctopusContract

/// What partners reports of a partner.
public enum PartnersMeasure: String, ReportMeasure {
    /// How many follow: at the end of a step, and of the whole. By channel, or of one; of all channels together
    /// each person counts once, however many they follow. Of some channels it is not told together.
    case followers
    /// How often somebody began to follow a channel, and how often somebody ended that: of several channels the
    /// sum of these events, in which one person may count more than once.
    case followersGained, followersLost
    /// How many end users opened a promo for the first time, and followed its link for the first time.
    case promoOpens, promoClicks
    /// The same by channel: each counts once at every channel of the promo. So they are never added up over
    /// channels: asked by channel, or of one; `promoOpens` and `promoClicks` tell the whole.
    case channelPromoOpens, channelPromoClicks
}

/// Reports a partner's followers and promos over a time, in steps or at a glance.
///
/// With `segmentId` it tells what the people of a segment did: `followers` of now, without steps, and opens and
/// clicks. Who followed earlier is kept nowhere, so `followersGained` and `followersLost` are refused then.
public enum ReadPartnersReport: Method {
    public typealias Request = ReportQuery<PartnersMeasure>
    public typealias Reply = Report<PartnersMeasure>

    public static let declaration = MethodDeclaration(
        "partners.v1/ReadPartnersReport",
        .waitingRead,
        "Reports a partner's followers and promos over a time, in steps or at a glance.",
        access: .anyOf(.partnerUser(.analytics, .view)),
        routing: .partner,
        reasons: [.throttled, .wrongState]
    )
}

/// Makes a CSV file of what a report answers, which `mesh.v1/ReadExport` reads in chunks.
public enum ExportPartnersReport: Method {
    public typealias Request = ReportQuery<PartnersMeasure>
    public typealias Reply = BegunExport

    public static let declaration = MethodDeclaration(
        "partners.v1/ExportPartnersReport",
        .command,
        "Makes a CSV file of what a report answers: its rows, or its totals if there are no steps.",
        access: .anyOf(.partnerUser(.analytics, .view)),
        routing: .partner,
        reasons: [.tooManyExports, .throttled, .wrongState]
    )
}
