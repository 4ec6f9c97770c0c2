public import OctopusContract

/// Makes an invited user active with a password of their own.
///
/// Repeated with the same password within ten minutes, it answers the same and changes nothing.
public enum AcceptInvitation: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/AcceptInvitation",
        .command,
        "Sets an invited user's password, once.",
        access: .program,
        routing: .tenant,
        carriesSecrets: true,
        reasons: [.invitationInvalid, .weakPassword, .throttled]
    )

    public struct Request: Message {
        /// What stands behind the `#` of the link that was mailed; good once.
        public let invitation: String
        /// At least 15 characters, at most 256 bytes, and none of the well-known.
        public let password: String

        /// Makes a request.
        public init(invitation: String, password: String) {
            self.invitation = invitation
            self.password = password
        }
    }

    public typealias Reply = Empty
}

extension AcceptInvitation.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("invitation", \.invitation, IdentityLimits.secret),
        .text("password", \.password, IdentityLimits.newPassword),
    ]
}
