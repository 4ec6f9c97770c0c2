public import OctopusCBOR
public import OctopusContract

/// Chooses the ad that an end user is shown at a placement; that there is none is a normal answer.
///
/// It is the best of those whose campaign runs, fits the placement, is for them, has not been shown to them too
/// often and is not ahead of its pace. An impression is set aside until `expiresAt`, and counts once `CountAd`
/// says that the ad was shown. A client asks when it is about to show one, not ahead.
public enum PickAd: Method {
    public static let declaration = MethodDeclaration(
        "advertising.v1/PickAd",
        .waitingRead,
        "Chooses the ad that the end user is shown at a placement.",
        access: .anyOf(.endUser),
        routing: .tenant
    )

    public struct Request: Message {
        /// Where it would be shown.
        public let placementId: PlacementID

        /// Makes a request.
        public init(placementId: PlacementID) {
            self.placementId = placementId
        }
    }

    public struct Reply: Message {
        /// What to show; absent: nothing.
        public let ad: ShownAd?

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(ad: ShownAd? = nil) {
            self.ad = ad
        }
    }
}

/// An ad as an end user sees it; where it leads is told by `CountAd`, with the click.
public struct ShownAd: Message {
    /// Which one.
    public let adId: AdID
    /// Whose it is; its files are read with `ReadAdFile` by this routing key.
    public let partnerId: PartnerID
    /// What it consists of.
    public let format: AdFormat
    /// What is read first.
    public let headline: String?
    /// What is read then.
    public let text: String?
    /// What the button says.
    public let action: String?
    /// Whether a click on it leads somewhere.
    public let canClick: Bool
    /// The picture of an ad of that format.
    public let pictureId: FileID?
    /// The video of an ad of that format; there is this or `videoLink`.
    public let videoId: FileID?
    /// A video elsewhere, an address that begins with `https://`.
    public let videoLink: String?
    /// The pictures of a carousel in their order.
    public let cards: [ShownCard]?
    /// What `CountAd` is told of; nothing in it is secret, and nobody else can make one.
    public let token: Bytes
    /// Until when the impression is set aside.
    public let expiresAt: Instant

    /// Makes one from its fields.
    public init(
        adId: AdID,
        partnerId: PartnerID,
        format: AdFormat,
        headline: String? = nil,
        text: String? = nil,
        action: String? = nil,
        canClick: Bool,
        pictureId: FileID? = nil,
        videoId: FileID? = nil,
        videoLink: String? = nil,
        cards: [ShownCard]? = nil,
        token: Bytes,
        expiresAt: Instant
    ) {
        self.adId = adId
        self.partnerId = partnerId
        self.format = format
        self.headline = headline
        self.text = text
        self.action = action
        self.canClick = canClick
        self.pictureId = pictureId
        self.videoId = videoId
        self.videoLink = videoLink
        self.cards = cards
        self.token = token
        self.expiresAt = expiresAt
    }
}

/// A picture of a carousel as an end user sees it.
public struct ShownCard: Message {
    /// The picture.
    public let pictureId: FileID
    /// What stands beside it.
    public let headline: String?
    /// Whether a click on it leads somewhere.
    public let canClick: Bool

    /// Makes a card.
    public init(pictureId: FileID, headline: String? = nil, canClick: Bool) {
        self.pictureId = pictureId
        self.headline = headline
        self.canClick = canClick
    }
}
