public import OctopusContract

/// Makes the codes of a coupon that the end user holds: one to scan, one to type.
public enum GetIssuedCouponCode: Method {
    public static let declaration = MethodDeclaration(
        "loyalty.v1/GetIssuedCouponCode",
        .read,
        "Makes the codes of a coupon that the end user holds: one to scan, one to type.",
        access: .anyOf(.endUser),
        routing: .partner,
        reasons: [.endUserBlocked, .wrongState]
    )

    public struct Request: Message {
        /// The copy of the coupon.
        public let issuedCouponId: IssuedCouponID

        /// Makes a request.
        public init(issuedCouponId: IssuedCouponID) {
            self.issuedCouponId = issuedCouponId
        }
    }

    public struct Reply: Message {
        /// To be shown as a QR; it dies within a minute.
        public let signed: SignedCode
        /// To be typed; it lives as long as the coupon.
        public let code: String

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(signed: SignedCode, code: String) {
            self.signed = signed
            self.code = code
        }
    }
}
