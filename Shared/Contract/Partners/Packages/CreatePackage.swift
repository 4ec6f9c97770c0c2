public import OctopusContract

/// Puts a package into the tenant's catalogue.
public enum CreatePackage: Method {
    public typealias Reply = Package

    public static let declaration = MethodDeclaration(
        "partners.v1/CreatePackage",
        .command,
        "Puts a package into the tenant's catalogue.",
        access: .anyOf(.tenantUser(.partnerManagement, .full)),
        routing: .tenant,
        reasons: [.offerNameTaken, .tooManyOffers]
    )

    public struct Request: Message {
        /// What it is and what it costs.
        public let terms: PackageTerms

        /// Makes a request.
        public init(terms: PackageTerms) {
            self.terms = terms
        }
    }
}

extension CreatePackage.Request {
    public static let limits: [FieldLimit<Self>] = [.inside("terms", \.terms)]
}
