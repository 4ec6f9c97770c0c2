public import OctopusContract

/// Asks for another package; the present one stays in force until the tenant has approved.
public enum RequestPackage: Method {
    public typealias Reply = PartnerRequest

    public static let declaration = MethodDeclaration(
        "partners.v1/RequestPackage",
        .command,
        "Asks for another package; the present one stays in force until the tenant has approved.",
        access: .anyOf(.partnerUser(.myAccount, .update)),
        routing: .partner,
        reasons: [
            .offerRetired, .samePackage, .aboveLimits, .requestOpen, .tooManyRequests,
            .partnerSuspended,
        ]
    )

    public struct Request: Message {
        /// Which one.
        public let packageId: PackageID
        /// What the tenant is told.
        public let description: String?

        /// Makes a request.
        public init(packageId: PackageID, description: String? = nil) {
            self.packageId = packageId
            self.description = description
        }
    }
}

extension RequestPackage.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("description", \.description, PartnersLimits.reason)
    ]
}
