public import OctopusContract

/// Gives or withdraws a consent, which end users alone do.
///
/// Withdrawing always holds, from the answer on. Giving needs the version that was read, so that a yes
/// which comes late does not undo a no. With the consent of the kind `place` go the places themselves.
public enum SetConsent: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/SetConsent",
        .command,
        "Gives or withdraws an end user's own consent, at the version of the text they were shown.",
        access: .anyOf(.endUser).refusingImpersonators,
        routing: .tenant
    )

    public struct Request: Message {
        /// What it is about.
        public let kind: ConsentKind
        /// Whether they agree.
        public let isGiven: Bool
        /// The version of the text that they were shown.
        public let textVersion: String
        /// The version of the end user that was read; needed to agree.
        public let version: Int64?

        /// Makes a request.
        public init(kind: ConsentKind, isGiven: Bool, textVersion: String, version: Int64? = nil) {
            self.kind = kind
            self.isGiven = isGiven
            self.textVersion = textVersion
            self.version = version
        }
    }

    public struct Reply: Message {
        /// Rises with each change of theirs.
        public let version: Int64

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(version: Int64) {
            self.version = version
        }
    }
}

extension SetConsent.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("textVersion", \.textVersion, ProfileLimits.textVersion)
    ]
}
