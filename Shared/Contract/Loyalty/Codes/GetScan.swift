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
        /// What `ScanCode` answered, good for this partner until it ends.
        public let scan: String

        /// Makes a request.
        public init(scan: String) {
            self.scan = scan
        }
    }

    public struct Reply: Message {
        /// The end user.
        public let endUserId: EndUserID
        /// The End-user ID that people type, as `7K3M9-QXT4R`.
        public let endUserCode: String
        /// What people call them.
        public let name: String?
        /// When the scan ends: nothing can be given by it any more.
        public let scanExpiresAt: Instant

        /// Makes a reply, as a service or a `FakeMesh` does.
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
