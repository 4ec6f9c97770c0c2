public import OctopusContract

/// Ends one's second factor; the other sessions end.
public enum RemoveSecondFactor: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/RemoveSecondFactor",
        .command,
        "Log-ins no longer ask for one-time codes.",
        access: .anyOf(.user),
        routing: .tenant,
        carriesSecrets: true,
        reasons: [.wrongPassword, .secondFactorInvalid, .secondFactorDemanded, .throttled]
    )

    public typealias Reply = Empty

    public struct Request: Message {
        /// One's password.
        public let password: String
        /// A one-time code of six digits, or a recovery code.
        public let code: String

        /// Makes a request.
        public init(
            password: String,
            code: String
        ) {
            self.password = password
            self.code = code
        }
    }
}

extension RemoveSecondFactor.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("password", \.password, IdentityLimits.password),
        .text("code", \.code, IdentityLimits.code),
    ]
}

/// Makes new recovery codes; those before are void.
public enum MakeRecoveryCodes: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/MakeRecoveryCodes",
        .command,
        "Makes new recovery codes; those before are void.",
        access: .anyOf(.user),
        routing: .tenant,
        carriesSecrets: true,
        reasons: [.wrongPassword, .secondFactorInvalid, .wrongState, .throttled]
    )

    public struct Request: Message {
        /// One's password.
        public let password: String
        /// A one-time code of six digits, or a recovery code.
        public let code: String

        /// Makes a request.
        public init(
            password: String,
            code: String
        ) {
            self.password = password
            self.code = code
        }
    }

    public struct Reply: Message {
        /// Each is good once, in place of a code.
        public let recoveryCodes: [String]

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(
            recoveryCodes: [String]
        ) {
            self.recoveryCodes = recoveryCodes
        }
    }
}

extension MakeRecoveryCodes.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("password", \.password, IdentityLimits.password),
        .text("code", \.code, IdentityLimits.code),
    ]
}
