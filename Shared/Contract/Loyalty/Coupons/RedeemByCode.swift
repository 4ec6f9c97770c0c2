public import OctopusContract

/// One refusal for every wrong pair, which tells nothing of which half was wrong or why.
///
/// Guessing is counted, even though the call is refused, and made slower with each failure.
public enum RedeemByCode: Method {
    public typealias Reply = Redemption

    public static let declaration = MethodDeclaration(
        "loyalty.v1/RedeemByCode",
        .command,
        "Redeems a coupon by its typed code and its holder's End-user ID.",
        access: .anyOf(.partnerUser(.coupons, .update)),
        routing: .partner,
        reasons: [.codeRefused, .throttled, .partnerSuspended]
    )

    public struct Request: Message {
        /// The issued coupon's code; case, spaces and dashes don't matter.
        public let code: String
        /// The End-user ID that people type, as `7K3M9-QXT4R`.
        public let endUserCode: String

        /// Makes a request.
        public init(code: String, endUserCode: String) {
            self.code = code
            self.endUserCode = endUserCode
        }
    }
}

extension RedeemByCode.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("code", \.code, .typed(bytes: 128)),
        .text("endUserCode", \.endUserCode, .typed(bytes: 64)),
    ]
}
