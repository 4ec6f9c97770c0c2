public import OctopusContract

// What can be done with a campaign:
//
//     draft ──▶ requested ──▶ approved ──▶ running ◀──▶ paused    by the tenant; by its start; by its partner,
//       │           │                                             and by itself
//       │           └───────▶ rejected    by the tenant; submitted again, it is requested
//       ◀── withdrawn from requested and approved; rejected and then edited
//     all of them ──▶ finished            by its partner, by its end, by its last impression

/// The campaign that a step is taken with.
public struct CampaignVersion: Message {
    /// Which one.
    public let campaignId: CampaignID
    /// The version that was read.
    public let version: Int64

    /// Makes one from its fields.
    public init(campaignId: CampaignID, version: Int64) {
        self.campaignId = campaignId
        self.version = version
    }
}

/// Asks the tenant to approve a campaign, and sets its impressions aside.
///
/// The request stands on the tenant's desk (`partners.v1/ListPendingRequests`) and among the partner's own
/// (`partners.v1/ListOwnRequests`). What is rejected, withdrawn or cancelled gives the impressions back.
public enum SubmitCampaign: Method {
    public typealias Request = CampaignVersion
    public typealias Reply = Campaign

    public static let declaration = MethodDeclaration(
        "advertising.v1/SubmitCampaign",
        .command,
        "Asks the tenant to approve a campaign, and sets its impressions aside.",
        access: .anyOf(.partnerUser(.advertising, .update)),
        routing: .partner,
        reasons: [.wrongState, .partnerSuspended, .notInPackage, .insufficientImpressions]
    )
}

/// Makes a draft of a campaign that has not begun: takes back the request, gives back its impressions.
public enum WithdrawCampaign: Method {
    public typealias Request = CampaignVersion
    public typealias Reply = Campaign

    public static let declaration = MethodDeclaration(
        "advertising.v1/WithdrawCampaign",
        .command,
        "Makes a draft of a campaign that has not begun, and gives back its impressions.",
        access: .anyOf(.partnerUser(.advertising, .update)),
        routing: .partner,
        reasons: [.wrongState, .partnerSuspended]
    )
}

/// Stops a campaign until its partner resumes it; its impressions stay set aside, and its end stays.
public enum PauseCampaign: Method {
    public typealias Request = CampaignVersion
    public typealias Reply = Campaign

    public static let declaration = MethodDeclaration(
        "advertising.v1/PauseCampaign",
        .command,
        "Stops a campaign until it is resumed.",
        access: .anyOf(.partnerUser(.advertising, .update)),
        routing: .partner,
        reasons: [.wrongState, .partnerSuspended]
    )
}

/// Lets a campaign go on that its partner has paused.
///
/// It stays paused while something else keeps it from going on: `pausedFor` says what.
public enum ResumeCampaign: Method {
    public typealias Request = CampaignVersion
    public typealias Reply = Campaign

    public static let declaration = MethodDeclaration(
        "advertising.v1/ResumeCampaign",
        .command,
        "Lets a campaign go on that its partner has paused.",
        access: .anyOf(.partnerUser(.advertising, .update)),
        routing: .partner,
        reasons: [.wrongState, .partnerSuspended, .notInPackage]
    )
}

/// Ends a campaign for good, whatever its step, and gives back what it did not show.
public enum FinishCampaign: Method {
    public typealias Request = CampaignVersion
    public typealias Reply = Campaign

    public static let declaration = MethodDeclaration(
        "advertising.v1/FinishCampaign",
        .command,
        "Ends a campaign for good, and gives back what it did not show.",
        access: .anyOf(.partnerUser(.advertising, .update)),
        routing: .partner,
        reasons: [.wrongState, .partnerSuspended]
    )
}
