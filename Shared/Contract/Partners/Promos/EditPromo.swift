public import OctopusContract

/// Replaces everything of a draft: what is absent is removed.
public enum EditPromo: Method {
    public typealias Reply = Promo

    public static let declaration = MethodDeclaration(
        "partners.v1/EditPromo",
        .command,
        "Changes a draft of a promo.",
        access: .anyOf(.partnerUser(.promos, .update)),
        routing: .partner,
        reasons: [.wrongState, .partnerSuspended]
    )

    public struct Request: Message {
        /// Which one.
        public let promoId: PromoID
        /// The version that was read.
        public let version: Int64
        /// What the partner decides about it.
        public let terms: PromoTerms

        /// Makes a request.
        public init(promoId: PromoID, version: Int64, terms: PromoTerms) {
            self.promoId = promoId
            self.version = version
            self.terms = terms
        }
    }
}

extension EditPromo.Request {
    public static let limits: [FieldLimit<Self>] = [.inside("terms", \.terms)]
}
