public import OctopusContract

/// Puts an add-on into the tenant's catalogue.
public enum CreateAddOn: Method {
    public typealias Reply = AddOn

    public static let declaration = MethodDeclaration(
        "partners.v1/CreateAddOn",
        .command,
        "Puts an add-on into the tenant's catalogue.",
        access: .anyOf(.tenantUser(.partnerManagement, .full)),
        routing: .tenant,
        reasons: [.offerNameTaken, .tooManyOffers]
    )

    public struct Request: Message {
        /// What it is and what it costs.
        public let terms: AddOnTerms

        /// Makes a request.
        public init(terms: AddOnTerms) {
            self.terms = terms
        }
    }
}

extension CreateAddOn.Request {
    public static let limits: [FieldLimit<Self>] = [.inside("terms", \.terms)]
}
