public import OctopusContract

/// What a partner shows end users for its impressions.
public struct Ad: Message {
    /// Its identifier.
    public let id: AdID
    /// Rises with each change; an edit names the one that was read.
    public let version: Int64
    /// What its partner decides about it.
    public let terms: AdTerms
    /// What may be done with it now.
    public let status: AdStatus
    /// The last request for the tenant's approval.
    public let requestId: RequestID?
    /// Why the tenant rejected it.
    public let reason: String?
    /// When it was made.
    public let createdAt: Instant

    /// Makes one from its fields.
    public init(
        id: AdID,
        version: Int64,
        terms: AdTerms,
        status: AdStatus,
        requestId: RequestID? = nil,
        reason: String? = nil,
        createdAt: Instant
    ) {
        self.id = id
        self.version = version
        self.terms = terms
        self.status = status
        self.requestId = requestId
        self.reason = reason
        self.createdAt = createdAt
    }
}

/// Where an ad stands.
public enum AdStatus: String, Codable, Sendable, CaseIterable {
    /// Only its partner sees it; a request that was withdrawn leads back here.
    case draft
    /// It waits for the tenant's approval, and is not shown.
    case inReview
    /// It may be shown; a change leads back to `inReview`.
    case approved
    /// It may not be shown as it is, and `reason` says why.
    case rejected
    /// It is over: its pictures, cards and video were given up.
    case archived
}

/// What an ad consists of.
public enum AdFormat: String, Codable, Sendable, CaseIterable {
    /// A picture, with or without words.
    case picture
    /// A video, with or without words.
    case video
    /// Pictures side by side, each with a headline and a target of its own if it has them.
    case carousel
    /// Words that call to act.
    case text
}

/// What a partner decides about an ad.
///
/// A `picture` has `pictureId`, a `video` either `videoId` or `videoLink`, a `carousel` has `cards`, and no ad has
/// what belongs to another format. A `text` has `text`, `action` and `target`, which the others may have, too.
public struct AdTerms: Message {
    /// What it is called in lists, which end users don't see.
    public let name: String
    /// What it consists of.
    public let format: AdFormat
    /// What end users read first.
    public let headline: String?
    /// What they read then.
    public let text: String?
    /// What the button says that leads to `target`.
    public let action: String?
    /// Where it leads, an address of the web that begins with `https://` or `http://`.
    public let target: String?
    /// A picture that the partner has uploaded (`FinishAdUpload`), each side from 100 to 10000 pixels.
    public let pictureId: FileID?
    /// A video that the partner has uploaded; there is this or `videoLink`.
    public let videoId: FileID?
    /// A video elsewhere, an address that begins with `https://`.
    public let videoLink: String?
    /// The pictures of a carousel in their order, 2 to 10, all of one shape.
    public let cards: [AdCard]?

    /// Makes terms.
    public init(
        name: String,
        format: AdFormat,
        headline: String? = nil,
        text: String? = nil,
        action: String? = nil,
        target: String? = nil,
        pictureId: FileID? = nil,
        videoId: FileID? = nil,
        videoLink: String? = nil,
        cards: [AdCard]? = nil
    ) {
        self.name = name
        self.format = format
        self.headline = headline
        self.text = text
        self.action = action
        self.target = target
        self.pictureId = pictureId
        self.videoId = videoId
        self.videoLink = videoLink
        self.cards = cards
    }
}

extension AdTerms {
    public static let limits: [FieldLimit<Self>] = [
        .text("name", \.name, AdvertisingLimits.adName),
        .text("headline", \.headline, AdvertisingLimits.headline),
        .text("text", \.text, AdvertisingLimits.adText),
        .text("action", \.action, AdvertisingLimits.action),
        .text("target", \.target, AdvertisingLimits.webAddress),
        .text("videoLink", \.videoLink, AdvertisingLimits.webAddress),
    ]
}

/// A picture of a carousel.
public struct AdCard: Message {
    /// A picture that the partner has uploaded; none stands twice in a carousel.
    public let pictureId: FileID
    /// What stands beside it, at most 80 characters.
    public let headline: String?
    /// Where it leads; absent: where the ad leads.
    public let target: String?

    /// Makes a card.
    public init(pictureId: FileID, headline: String? = nil, target: String? = nil) {
        self.pictureId = pictureId
        self.headline = headline
        self.target = target
    }
}
