public import OctopusContract

/// Mails a new invitation to a user who has not accepted one; the link before is void.
public enum ResendInvitation: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/ResendInvitation",
        .command,
        "Mails a new invitation; the one before is void.",
        access: .anyOf(.tenantUser(.users, .update), .partnerUser(.users, .update))
            .refusingImpersonators,
        routing: .tenant,
        reasons: [.wrongState, .aboveYourself, .throttled]
    )

    public struct Request: Message {
        /// The user.
        public let userId: UserID

        /// Makes a request.
        public init(
            userId: UserID
        ) {
            self.userId = userId
        }
    }

    public struct Reply: Message {
        /// When the new link ends.
        public let invitationExpiresAt: Instant

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(
            invitationExpiresAt: Instant
        ) {
            self.invitationExpiresAt = invitationExpiresAt
        }
    }
}
