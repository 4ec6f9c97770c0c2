public import OctopusContract

/// Makes the code that an end user logs in with.
///
/// The tenant's backend sends it by its own mail or SMS, to `sendTo` and to nothing else: what was
/// typed may only look like the address of the end user. A contact that nobody registered gets a code
/// too, which opens nothing. A new code voids the one before it.
public enum RequestLoginCode: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/RequestLoginCode",
        .command,
        "Makes a one-time code for an end user, for the tenant to deliver.",
        access: .program,
        routing: .tenant,
        carriesSecrets: true,
        reasons: [.throttled]
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
        /// Eight digits; to be sent to `sendTo` and shown to nobody else.
        public let loginCode: String
        /// The e-mail or phone in the one form in which it is registered; absent for what is neither.
        public let sendTo: String?
        /// When the code ends.
        public let expiresAt: Instant

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(loginCode: String, sendTo: String? = nil, expiresAt: Instant) {
            self.loginCode = loginCode
            self.sendTo = sendTo
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
        .life("loginCode", milliseconds: IdentityLimits.loginCodeMilliseconds)
    ]
}
