public import OctopusContract

/// What a service that owns a kind of requests tells when one of them wants the tenant's approval.
///
/// The service declares an event of its own with these fields; partners puts the request on the tenant's
/// desk, once, and tells `RequestDecided` with the same id, or `RequestCancelled` if the partner takes it back.
public protocol ApprovalAsked: Event {
    /// The request, which its service has named.
    var requestId: RequestID { get }
    /// What sort of request it is: one of the desk `others`.
    var kind: RequestKind { get }
    /// What it is called in lists.
    var title: String { get }
    /// What it costs; nothing for what has no price.
    var items: [RequestedItem] { get }
    /// What the tenant sees of it.
    var preview: RequestPreview? { get }
    /// Who asked.
    var askedById: UserID { get }
    /// Who acted in that person's place: nobody decides what they asked for, in another's name either.
    var askedActorId: UserID? { get }
}

/// What a tenant sees of a broadcast, an ad or a campaign before it decides.
public struct RequestPreview: Message {
    /// The words that end users will read.
    public let content: String?
    /// What is sent or shown, as `promo`.
    public let engagement: String?
    /// When it begins.
    public let startsAt: Instant?
    /// When it ends.
    public let endsAt: Instant?
    /// How many end users it is for; of those whom a segment selects, in whole tens.
    public let audience: Int64?
    /// Its pictures, which the service that shows them reads: `partners.v1/ReadFile`,
    /// `helpdesk.v1/ReadAttachment` for a message, `advertising.v1/ReadAdFile` for an ad.
    public let pictureIds: [FileID]?
    /// Its video, likewise.
    public let videoId: FileID?
    /// Where a video is that end users are shown from elsewhere.
    public let videoLink: String?
    /// What the channels are called that show it, ten at most.
    public let channelNames: [String]?
    /// How many impressions a campaign is for.
    public let impressions: Int64?

    /// Makes one from its fields.
    public init(
        content: String? = nil,
        engagement: String? = nil,
        startsAt: Instant? = nil,
        endsAt: Instant? = nil,
        audience: Int64? = nil,
        pictureIds: [FileID]? = nil,
        videoId: FileID? = nil,
        videoLink: String? = nil,
        channelNames: [String]? = nil,
        impressions: Int64? = nil
    ) {
        self.content = content
        self.engagement = engagement
        self.startsAt = startsAt
        self.endsAt = endsAt
        self.audience = audience
        self.pictureIds = pictureIds
        self.videoId = videoId
        self.videoLink = videoLink
        self.channelNames = channelNames
        self.impressions = impressions
    }
}
