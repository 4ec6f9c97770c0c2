public import OctopusContract

/// The name stands here and not in ``ScanCode``'s reply, because that is kept with its idempotency
/// key, and nothing personal is.
public enum GetScan: Method {
    public static let declaration = MethodDeclaration(
        "loyalty.v1/GetScan",
        .read,
        "Shows once more who was scanned, with the name that identity knows.",
        access: .anyOf(.partnerUser(.points, .update), .partnerUser(.coupons, .update)),
        routing: .partner
    )

    public struct Request: Message {
        public let scan: String

        public init(scan: String) {
            self.scan = scan
        }
    }

    public struct Reply: Message {
        public let endUserId: EndUserID
        public let endUserCode: String
        public let name: String?
        public let scanExpiresAt: Instant

        public init(
            endUserId: EndUserID,
            endUserCode: String,
            name: String? = nil,
            scanExpiresAt: Instant
        ) {
            self.endUserId = endUserId
            self.endUserCode = endUserCode
            self.name = name
            self.scanExpiresAt = scanExpiresAt
        }
    }
}

extension GetScan.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("scan", \.scan, LoyaltyLimits.scan)
    ]
}
