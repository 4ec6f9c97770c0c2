public import OctopusContract

/// One read for a screen that displays a code: what to draw, and who has used it.
///
/// A program asks again as soon as it is answered, with the last use as `after`, and draws the `code` of
/// each reply until there is none any more. A code that is drawn dies within a minute, so a program waits
/// for half a minute at most.
public enum GetDisplayedCode: Method {
    public static let declaration = MethodDeclaration(
        "loyalty.v1/GetDisplayedCode",
        .waitingRead,
        "Makes the code that a display shows, tells who has used it, and waits for the next one.",
        access: .anyOf(
            .partnerUser(.points, .update),
            .partnerUser(.coupons, .update),
            .partnerUser(.channels, .view)
        ),
        routing: .partner,
        reasons: [.logChanged]
    )

    public struct Request: Message {
        /// One of the caller's own.
        public let displayId: DisplayID
        /// The last use that was read; absent: from the first.
        public let after: Int64?
        /// How long to wait for a use behind it, in milliseconds; absent: not at all.
        public let waitMs: Int64?

        /// Makes a request.
        public init(displayId: DisplayID, after: Int64? = nil, waitMs: Int64? = nil) {
            self.displayId = displayId
            self.after = after
            self.waitMs = waitMs
        }
    }

    public struct Reply: Message {
        /// As it is now.
        public let display: DisplayedCode
        /// What to draw now; absent once nobody can use it any more.
        ///
        /// Behind its second colon stand the 32 digits of the partner's identifier, the routing key of
        /// ``UseDisplayedCode``.
        public let code: SignedCode?
        /// The uses behind `after`, oldest first, at most 100.
        public let uses: [DisplayUse]

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(display: DisplayedCode, code: SignedCode? = nil, uses: [DisplayUse]) {
            self.display = display
            self.code = code
            self.uses = uses
        }
    }
}

/// That an end user used a displayed code: the confirmation on the operator's side.
public struct DisplayUse: Message {
    /// Rises from 1 with each use.
    public let use: Int64
    /// The end user.
    public let endUserId: EndUserID
    /// Their End-user ID, to be compared with their screen.
    public let endUserCode: String
    /// What people call them.
    public let name: String?
    /// When they used it.
    public let usedAt: Instant

    /// Makes one from its fields.
    public init(
        use: Int64,
        endUserId: EndUserID,
        endUserCode: String,
        name: String? = nil,
        usedAt: Instant
    ) {
        self.use = use
        self.endUserId = endUserId
        self.endUserCode = endUserCode
        self.name = name
        self.usedAt = usedAt
    }
}

extension GetDisplayedCode.Request {
    public static let limits: [FieldLimit<Self>] = [
        .number("waitMs", \.waitMs, LoyaltyLimits.waitMs)
    ]
}
