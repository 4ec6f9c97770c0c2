public import OctopusContract

/// Says that the address is the asker's own, with the secret that was mailed to it.
///
/// From then on the tenant sees the request. Repeated, it answers the same; while a request of that address
/// waits, another form of it answers with that one.
public enum ConfirmPartnership: Method {
    public static let declaration = MethodDeclaration(
        "partners.v1/ConfirmPartnership",
        .command,
        "Confirms the address of who asks to become a partner.",
        access: .program,
        routing: .tenant,
        carriesSecrets: true,
        reasons: [.confirmationInvalid, .tooManyStrangers]
    )

    public struct Request: Message {
        /// What the link had behind its `#`.
        public let secret: String

        /// Makes a request.
        public init(secret: String) {
            self.secret = secret
        }
    }

    public struct Reply: Message {
        /// The request, which now waits for the tenant.
        public let requestId: RequestID

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(requestId: RequestID) {
            self.requestId = requestId
        }
    }
}

extension ConfirmPartnership.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("secret", \.secret, .secret(bytes: 128))
    ]
}
