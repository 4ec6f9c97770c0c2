public import OctopusContract

/// Makes a draft of a promo.
public enum CreatePromo: Method {
    public typealias Reply = Promo

    public static let declaration = MethodDeclaration(
        "partners.v1/CreatePromo",
        .command,
        "Makes a draft of a promo.",
        access: .anyOf(.partnerUser(.promos, .full)),
        routing: .partner,
        reasons: [.partnerSuspended, .tooManyPromos]
    )

    public struct Request: Message {
        /// What the partner decides about it.
        public let terms: PromoTerms

        /// Makes a request.
        public init(terms: PromoTerms) {
            self.terms = terms
        }
    }
}

extension CreatePromo.Request {
    public static let limits: [FieldLimit<Self>] = [.inside("terms", \.terms)]
}
