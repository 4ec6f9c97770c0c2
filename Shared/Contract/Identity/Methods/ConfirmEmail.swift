public import OctopusContract

/// Makes the address count to which a link was mailed.
///
/// Repeated within ten minutes, it answers the same.
public enum ConfirmEmail: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/ConfirmEmail",
        .command,
        "Makes a new e-mail count, by its mailed link.",
        access: .program,
        routing: .tenant,
        carriesSecrets: true,
        reasons: [.linkInvalid, .emailTaken]
    )

    public typealias Reply = Empty

    public struct Request: Message {
        /// The secret of the mailed link; good once.
        public let link: String

        /// Makes a request.
        public init(
            link: String
        ) {
            self.link = link
        }
    }
}

extension ConfirmEmail.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("link", \.link, IdentityLimits.secret)
    ]
}
