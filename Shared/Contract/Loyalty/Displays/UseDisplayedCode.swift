public import OctopusContract

/// Each end user uses a code once; those who come after its last use are refused `codeUsed`.
public enum UseDisplayedCode: Method {
    public static let declaration = MethodDeclaration(
        "loyalty.v1/UseDisplayedCode",
        .command,
        "Takes a displayed code that the end user scanned: they follow, get or redeem at once.",
        access: .anyOf(.endUser),
        routing: .partner,
        reasons: [
            .codeRefused, .codeExpired, .codeUsed, .pointTypeRetired, .couponUnavailable, .soldOut,
            .limitReached, .endUserBlocked, .partnerSuspended, .notInPackage, .balanceTooLarge,
            .issuanceLimit, .approvalNeeded, .validityOver,
        ]
    )

    public struct Request: Message {
        /// What the scanner read; behind its second colon stands the partner to call.
        public let text: String

        /// Makes a request.
        public init(text: String) {
            self.text = text
        }
    }

    /// The confirmation on the end user's side.
    public struct Reply: Message {
        /// What was displayed.
        public let displayId: DisplayID
        /// What it was for.
        public let offer: DisplayedOffer
        /// The channel's or point type's name, or the coupon's title.
        public let title: String
        /// What people call the partner.
        public let partnerName: String
        /// What was given; absent for a code to follow or to redeem.
        public let given: Given?
        /// What was redeemed; absent for other codes.
        public let redemption: Redemption?

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(
            displayId: DisplayID,
            offer: DisplayedOffer,
            title: String,
            partnerName: String,
            given: Given? = nil,
            redemption: Redemption? = nil
        ) {
            self.displayId = displayId
            self.offer = offer
            self.title = title
            self.partnerName = partnerName
            self.given = given
            self.redemption = redemption
        }
    }
}

extension UseDisplayedCode.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("text", \.text, .typed(bytes: 4296))
    ]
}
