public import OctopusContract

/// Gives the end user who was scanned what was chosen, and uses the scan up.
public enum GiveScanned: Method {
    public static let declaration = MethodDeclaration(
        "loyalty.v1/GiveScanned",
        .command,
        "Gives the end user who was scanned what was chosen, and uses the scan up.",
        access: .anyOf(.partnerUser(.points, .update), .partnerUser(.coupons, .update)),
        routing: .partner,
        reasons: [
            .scanRefused, .pointTypeRetired, .couponUnavailable, .soldOut, .limitReached,
            .endUserBlocked, .partnerSuspended, .notInPackage, .balanceTooLarge,
            .issuanceLimit, .approvalNeeded,
            .validityOver,
        ]
    )

    public struct Request: Message {
        /// What `ScanCode` answered, good for this partner until it ends.
        public let scan: String
        /// What to give.
        public let give: Gift

        /// Makes a request.
        public init(scan: String, give: Gift) {
            self.scan = scan
            self.give = give
        }
    }

    public struct Reply: Message {
        /// The end user.
        public let endUserId: EndUserID
        /// What was given.
        public let given: Given

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(endUserId: EndUserID, given: Given) {
            self.endUserId = endUserId
            self.given = given
        }
    }
}

extension GiveScanned.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("scan", \.scan, LoyaltyLimits.scan),
        .inside("give", \.give),
    ]
}
