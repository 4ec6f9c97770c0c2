public import OctopusContract

/// Creates a partner, its account and its Account owner, who is invited.
///
/// Repeated with the same name and owner while the invitation stands open, it answers with the same
/// partner and a new invitation; the one before it is void.
public enum CreatePartner: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/CreatePartner",
        .command,
        "Opens a partner's account and invites its owner.",
        access: .anyOf(.tenantUser(.partnerManagement, .full)),
        routing: .tenant,
        carriesSecrets: true,
        reasons: [.emailTaken, .throttled]
    )

    public struct Request: Message {
        /// The business, as people know it.
        public let name: String
        /// What people call the owner.
        public let ownerName: String
        /// Unique among the users of the tenant and its partners.
        public let ownerEmail: String

        /// Makes a request.
        public init(name: String, ownerName: String, ownerEmail: String) {
            self.name = name
            self.ownerName = ownerName
            self.ownerEmail = ownerEmail
        }
    }

    public struct Reply: Message {
        /// The partner.
        public let partnerId: PartnerID
        /// The user who owns the partner's account.
        public let ownerId: UserID
        /// A secret for the owner alone, which is mailed: it sets the password, once.
        ///
        /// Told to programs of the installation only; absent for a tenant's, which are not to open the
        /// partner's account.
        public let invitation: String?
        /// When the invitation ends: 72 hours after it was made.
        public let invitationExpiresAt: Instant

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(
            partnerId: PartnerID,
            ownerId: UserID,
            invitation: String?,
            invitationExpiresAt: Instant
        ) {
            self.partnerId = partnerId
            self.ownerId = ownerId
            self.invitation = invitation
            self.invitationExpiresAt = invitationExpiresAt
        }
    }
}

extension CreatePartner.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("name", \.name, IdentityLimits.name),
        .text("ownerName", \.ownerName, IdentityLimits.name),
        .text("ownerEmail", \.ownerEmail, IdentityLimits.email),
    ]
}
