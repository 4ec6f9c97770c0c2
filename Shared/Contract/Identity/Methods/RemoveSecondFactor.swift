public import OctopusContract

/// Ends one's second factor; the other sessions end.
public enum RemoveSecondFactor: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/RemoveSecondFactor",
        .command,
        "Log-ins no longer ask for one-time codes.",
        access: .anyOf(.user).refusingImpersonators,
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
        access: .anyOf(.user).refusingImpersonators,
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

/// Takes the second factor of a user away who lost their device and their recovery codes.
///
/// Their sessions end, and they are told by mail. The Account owner's is taken away on the machine
/// alone (`identity recover-owner`).
public enum RemoveUserSecondFactor: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/RemoveUserSecondFactor",
        .command,
        "Takes away the second factor of a user who lost it.",
        access: .anyOf(.tenantUser(.users, .full), .partnerUser(.users, .full))
            .refusingImpersonators,
        routing: .tenant,
        reasons: [.isOwner, .aboveYourself, .notOneself, .throttled]
    )

    public typealias Reply = User

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
}
