public import OctopusContract

/// Makes a draft of a campaign.
public enum CreateCampaign: Method {
    public typealias Reply = Campaign

    public static let declaration = MethodDeclaration(
        "advertising.v1/CreateCampaign",
        .command,
        "Makes a draft of a campaign.",
        access: .anyOf(.partnerUser(.advertising, .full)),
        routing: .partner,
        reasons: [.partnerSuspended, .notInPackage, .tooManyCampaigns]
    )

    public struct Request: Message {
        /// What the partner decides about it.
        public let terms: CampaignTerms

        /// Makes a request.
        public init(terms: CampaignTerms) {
            self.terms = terms
        }
    }
}

extension CreateCampaign.Request {
    public static let limits: [FieldLimit<Self>] = [.inside("terms", \.terms)]
}

/// Replaces everything of a draft, or of a campaign that was rejected, which becomes a draft.
///
/// One that waits for the tenant, or has not begun, is withdrawn first.
public enum EditCampaign: Method {
    public typealias Reply = Campaign

    public static let declaration = MethodDeclaration(
        "advertising.v1/EditCampaign",
        .command,
        "Changes a campaign that was not asked for, or was rejected.",
        access: .anyOf(.partnerUser(.advertising, .update)),
        routing: .partner,
        reasons: [.wrongState, .partnerSuspended, .notInPackage]
    )

    public struct Request: Message {
        /// Which one.
        public let campaignId: CampaignID
        /// The version that was read.
        public let version: Int64
        /// What the partner decides about it.
        public let terms: CampaignTerms

        /// Makes a request.
        public init(campaignId: CampaignID, version: Int64, terms: CampaignTerms) {
            self.campaignId = campaignId
            self.version = version
            self.terms = terms
        }
    }
}

extension EditCampaign.Request {
    public static let limits: [FieldLimit<Self>] = [.inside("terms", \.terms)]
}

/// Gives an approved campaign more time, more impressions, or both; what is added is set aside at once.
///
/// The tenant is not asked again: the ads are those that it approved.
public enum ExtendCampaign: Method {
    public typealias Reply = Campaign

    public static let declaration = MethodDeclaration(
        "advertising.v1/ExtendCampaign",
        .command,
        "Gives an approved campaign more time, more impressions, or both.",
        access: .anyOf(.partnerUser(.advertising, .update)),
        routing: .partner,
        reasons: [.wrongState, .partnerSuspended, .notInPackage, .insufficientImpressions]
    )

    public struct Request: Message {
        /// Which one.
        public let campaignId: CampaignID
        /// The version that was read.
        public let version: Int64
        /// When it ends now, not sooner than before; absent: as before.
        public let endsAt: Instant?
        /// How many impressions it is for in all now, not fewer than before; absent: as before.
        public let impressions: Int64?

        /// Makes a request.
        public init(
            campaignId: CampaignID,
            version: Int64,
            endsAt: Instant? = nil,
            impressions: Int64? = nil
        ) {
            self.campaignId = campaignId
            self.version = version
            self.endsAt = endsAt
            self.impressions = impressions
        }
    }
}

extension ExtendCampaign.Request {
    public static let limits: [FieldLimit<Self>] = [
        .number("impressions", \.impressions, AdvertisingLimits.impressions)
    ]
}
