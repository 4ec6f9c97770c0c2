public import OctopusContract
public import struct FoundationEssentials.UUID

/// An end user used a code that was displayed.
public struct DisplayedCodeUsed: Event {
    public static let declaration = EventDeclaration(
        "loyalty.v1/DisplayedCodeUsed",
        .fact,
        "An end user used a code that was displayed."
    )

    /// The displayed code.
    public let displayId: DisplayID
    /// What it was for.
    public let offer: DisplayedOffer
    /// The end user.
    public let endUserId: EndUserID
    /// Rises from 1 with each use of the display.
    public let use: Int64

    /// Makes one from its fields.
    public init(
        displayId: DisplayID,
        offer: DisplayedOffer,
        endUserId: EndUserID,
        use: Int64
    ) {
        self.displayId = displayId
        self.offer = offer
        self.endUserId = endUserId
        self.use = use
    }

    /// The end user.
    public var audience: [UUID] { [endUserId.uuid] }
}
