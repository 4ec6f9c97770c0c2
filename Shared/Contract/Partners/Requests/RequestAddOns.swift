public import OctopusContract

/// Asks for add-ons, which are decided as a whole.
public enum RequestAddOns: Method {
    public typealias Reply = PartnerRequest

    public static let declaration = MethodDeclaration(
        "partners.v1/RequestAddOns",
        .command,
        "Asks for add-ons, which are decided as a whole.",
        access: .anyOf(.partnerUser(.myAccount, .update)),
        routing: .partner,
        reasons: [.offerRetired, .tooManyRequests, .partnerSuspended]
    )

    public struct Request: Message {
        /// The add-ons; one that is wanted twice stands there twice.
        public let addOnIds: [AddOnID]
        /// What the tenant is told.
        public let description: String?

        /// Makes a request.
        public init(addOnIds: [AddOnID], description: String? = nil) {
            self.addOnIds = addOnIds
            self.description = description
        }
    }
}

extension RequestAddOns.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("description", \.description, PartnersLimits.reason)
    ]
}
