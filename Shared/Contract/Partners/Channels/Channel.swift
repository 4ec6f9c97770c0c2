public import OctopusContract

/// A page of a partner that end users find, read and follow.
public struct Channel: Message {
    /// Its identifier.
    public let id: ChannelID
    /// Rises with each change; an edit names the one that was read.
    public let version: Int64
    /// What its partner decides about it.
    public let terms: ChannelTerms
    /// What may be done with it now.
    public let status: ChannelStatus
    /// How many end users follow it.
    public let followers: Int64
    /// When it was made.
    public let createdAt: Instant

    /// Makes one from its fields.
    public init(
        id: ChannelID,
        version: Int64,
        terms: ChannelTerms,
        status: ChannelStatus,
        followers: Int64,
        createdAt: Instant
    ) {
        self.id = id
        self.version = version
        self.terms = terms
        self.status = status
        self.followers = followers
        self.createdAt = createdAt
    }
}

/// What can be seen and done.
public enum ChannelStatus: String, Codable, Sendable, CaseIterable {
    /// Only its partner sees it.
    case draft
    /// End users find it.
    case published
    /// Only its partner sees it; who follows it still does when it is published again.
    case unpublished
    /// It has ended for good, and its picture was given up.
    case archived
}

/// What a partner decides about a channel.
public struct ChannelTerms: Message {
    /// What it is called.
    public let name: String
    /// What it is about.
    public let description: String?
    /// Addresses of the web, `http` or `https`.
    public let links: [String]
    /// Where it is.
    public let place: ChannelPlace?
    /// A picture that the partner has uploaded; an archived channel has none.
    public let pictureId: FileID?

    /// Makes terms.
    public init(
        name: String,
        description: String? = nil,
        links: [String] = [],
        place: ChannelPlace? = nil,
        pictureId: FileID? = nil
    ) {
        self.name = name
        self.description = description
        self.links = links
        self.place = place
        self.pictureId = pictureId
    }
}

extension ChannelTerms {
    public static let limits: [FieldLimit<Self>] = [
        .text("name", \.name, PartnersLimits.name),
        .text("description", \.description, PartnersLimits.channelDescription),
        .texts("links", \.links, 0...10, each: PartnersLimits.link),
        .inside("place", \.place),
    ]
}

/// A point on the earth, and how people find it.
public struct ChannelPlace: Message {
    /// Ten millionths of a degree, to the north.
    public let latitudeE7: Int64
    /// Ten millionths of a degree, to the east.
    public let longitudeE7: Int64
    /// A postal address.
    public let address: String?

    /// Makes one from its fields.
    public init(latitudeE7: Int64, longitudeE7: Int64, address: String? = nil) {
        self.latitudeE7 = latitudeE7
        self.longitudeE7 = longitudeE7
        self.address = address
    }
}

extension ChannelPlace {
    public static let limits: [FieldLimit<Self>] = [
        .number("latitudeE7", \.latitudeE7, PartnersLimits.latitudeE7),
        .number("longitudeE7", \.longitudeE7, PartnersLimits.longitudeE7),
        .text("address", \.address, PartnersLimits.address),
    ]
}
