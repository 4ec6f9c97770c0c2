public import OctopusContract

/// A channel as an end user sees it.
public struct ChannelPage: Message {
    /// Its identifier.
    public let channelId: ChannelID
    /// Whose it is.
    public let partnerId: PartnerID
    /// What the partner is called.
    public let partnerName: String
    /// What it shows.
    public let terms: ChannelTerms
    /// How many end users follow it.
    public let followers: Int64
    /// Since when the caller follows it; absent if they don't.
    public let followedSinceAt: Instant?

    /// Makes one from its fields.
    public init(
        channelId: ChannelID,
        partnerId: PartnerID,
        partnerName: String,
        terms: ChannelTerms,
        followers: Int64,
        followedSinceAt: Instant? = nil
    ) {
        self.channelId = channelId
        self.partnerId = partnerId
        self.partnerName = partnerName
        self.terms = terms
        self.followers = followers
        self.followedSinceAt = followedSinceAt
    }
}

/// Shows an end user the page of a channel.
public enum GetChannel: Method {
    public typealias Request = ChannelChoice
    public typealias Reply = ChannelPage

    public static let declaration = MethodDeclaration(
        "partners.v1/GetChannel",
        .read,
        "Shows the page of a published channel of the tenant.",
        access: .anyOf(.endUser),
        routing: .tenant
    )
}

/// A channel that an end user reads or follows.
public struct ChannelChoice: Message {
    /// Which one.
    public let channelId: ChannelID

    /// Makes one from its field.
    public init(channelId: ChannelID) {
        self.channelId = channelId
    }
}
