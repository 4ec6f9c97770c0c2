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
        reasons: [.codeRefused, .tooFewUses, .throttled, .partnerSuspended]
    )

    public struct Request: Message {
        /// The issued coupon's code; case, spaces and dashes don't matter.
        public let code: String
        /// The End-user ID that people type, as `7K3M9-QXT4R`.
        public let endUserCode: String
        /// How many uses at once, all or none; one if absent.
        public let times: Int64?

        /// Makes a request.
        public init(code: String, endUserCode: String, times: Int64? = nil) {
            self.code = code
            self.endUserCode = endUserCode
            self.times = times
        }
    }
}

extension RedeemByCode.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("code", \.code, .typed(bytes: 128)),
        .text("endUserCode", \.endUserCode, .typed(bytes: 64)),
        .number("times", \.times, LoyaltyLimits.times, standard: 1),
    ]
}
