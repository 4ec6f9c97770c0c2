public import OctopusContract

/// Lists the partner's campaigns, newest first.
public enum ListCampaigns: Method {
    public typealias Reply = Page<Campaign>

    public static let declaration = MethodDeclaration(
        "advertising.v1/ListCampaigns",
        .read,
        "Lists the partner's campaigns, newest first.",
        access: .anyOf(.partnerUser(.advertising, .view)),
        routing: .partner
    )

    public struct Request: PageRequest {
        /// Only those of this status.
        public let status: CampaignStatus?
        public let after: PageCursor?
        public let limit: Int64?

        /// Makes a request.
        public init(
            status: CampaignStatus? = nil,
            after: PageCursor? = nil,
            limit: Int64? = nil
        ) {
            self.status = status
            self.after = after
            self.limit = limit
        }
    }
}

extension ListCampaigns.Request {
    public static let limits: [FieldLimit<Self>] = [.pageRows]
}

/// Tells what a campaign is now.
public enum GetCampaign: Method {
    public typealias Reply = Campaign

    public static let declaration = MethodDeclaration(
        "advertising.v1/GetCampaign",
        .read,
        "Tells what a campaign is now.",
        access: .anyOf(.partnerUser(.advertising, .view)),
        routing: .partner
    )

    public struct Request: Message {
        /// Which one.
        public let campaignId: CampaignID

        /// Makes a request.
        public init(campaignId: CampaignID) {
            self.campaignId = campaignId
        }
    }
}
