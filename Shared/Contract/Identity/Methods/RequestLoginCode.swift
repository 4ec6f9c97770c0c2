public import OctopusContract

/// Sends an end user the code that they log in with.
///
/// It goes to the address that they registered: by mail to an e-mail, and to a phone by the tenant's
/// program that delivers messages (`SetMessageProgram`, `LoginCodeToDeliver`). The program that asks is
/// told nothing of it, and it alone can log in with the code. A contact that nobody registered is
/// answered alike, and in the same time. A program's new code voids the one that it asked for before.
public enum RequestLoginCode: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/RequestLoginCode",
        .command,
        "Sends an end user a one-time code, good for the program that asks.",
        access: .program,
        routing: .tenant,
        reasons: [.messagesNotDelivered, .throttled]
    )

    public struct Request: Message {
        /// The e-mail or phone that the end user registered.
        public let contact: String

        /// Makes a request.
        public init(contact: String) {
            self.contact = contact
        }
    }

    public struct Reply: Message {
        /// When the code ends, if one was sent.
        public let expiresAt: Instant

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(expiresAt: Instant) {
            self.expiresAt = expiresAt
        }
    }
}

extension RequestLoginCode.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("contact", \.contact, IdentityLimits.email)
    ]
}

extension RequestLoginCode.Reply {
    public static let limits: [FieldLimit<Self>] = [
        .life("expiresAt", milliseconds: IdentityLimits.loginCodeMilliseconds)
    ]
}
