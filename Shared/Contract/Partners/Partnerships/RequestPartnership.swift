public import OctopusContract

/// Asks to become a partner: for strangers' forms.
///
/// The answer is the same for everybody. The tenant sees the request once the link was opened that is
/// mailed to the address.
public enum RequestPartnership: Method {
    public static let declaration = MethodDeclaration(
        "partners.v1/RequestPartnership",
        .command,
        "Asks to become a partner; a link is mailed that has to be opened first.",
        access: .program,
        routing: .tenant,
        reasons: [.offerRetired, .throttled, .tooManyStrangers]
    )

    public struct Request: Message {
        /// What people will call the partner.
        public let partnerName: String
        /// What people call who asks, who becomes the Account owner.
        public let ownerName: String
        /// Where the link, the decision and the invitation are mailed.
        public let email: String
        /// Where who asks can be called.
        public let phone: String?
        /// The partner's own site.
        public let website: String?
        /// What the tenant is told.
        public let description: String?
        /// The package that is wanted.
        public let packageId: PackageID
        /// Add-ons that are wanted along with it, as impressions.
        public let addOnIds: [AddOnID]

        /// Makes a request.
        public init(
            partnerName: String,
            ownerName: String,
            email: String,
            phone: String? = nil,
            website: String? = nil,
            description: String? = nil,
            packageId: PackageID,
            addOnIds: [AddOnID] = []
        ) {
            self.partnerName = partnerName
            self.ownerName = ownerName
            self.email = email
            self.phone = phone
            self.website = website
            self.description = description
            self.packageId = packageId
            self.addOnIds = addOnIds
        }
    }

    public struct Reply: Message {
        /// When the link ends: 72 hours after it was asked for.
        public let expiresAt: Instant

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(expiresAt: Instant) {
            self.expiresAt = expiresAt
        }
    }
}

extension RequestPartnership.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("partnerName", \.partnerName, PartnersLimits.name),
        .text("ownerName", \.ownerName, PartnersLimits.name),
        .text("email", \.email, .typed(bytes: 320)),
        .text("phone", \.phone, .typed(bytes: 64)),
        .text("website", \.website, .typed(bytes: 1024)),
        .text("description", \.description, PartnersLimits.reason),
    ]
}
