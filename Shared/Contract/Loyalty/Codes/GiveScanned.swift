public import OctopusContract

public enum GiveScanned: Method {
    public static let declaration = MethodDeclaration(
        "loyalty.v1/GiveScanned",
        .command,
        "Gives the end user who was scanned what was chosen, and uses the scan up.",
        access: .anyOf(.partnerUser(.points, .update), .partnerUser(.coupons, .update)),
        routing: .partner,
        reasons: [
            .scanRefused, .pointTypeRetired, .couponUnavailable, .soldOut, .limitReached,
            .endUserBlocked, .partnerSuspended, .balanceTooLarge,
        ]
    )

    public struct Request: Message {
        public let scan: String
        public let give: Gift

        public init(scan: String, give: Gift) {
            self.scan = scan
            self.give = give
        }
    }

    public struct Reply: Message {
        public let endUserId: EndUserID
        public let given: Given

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
