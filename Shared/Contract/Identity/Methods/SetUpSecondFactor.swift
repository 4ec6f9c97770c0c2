public import OctopusContract

/// Makes a secret for one-time codes (RFC 6238: SHA-1, six digits, 30 seconds).
///
/// It counts once `ConfirmSecondFactor` has shown that one's device has it; until then another call
/// makes another secret.
public enum BeginSecondFactor: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/BeginSecondFactor",
        .command,
        "Makes a secret for one-time codes, to be confirmed.",
        access: .anyOf(.user).refusingImpersonators,
        routing: .tenant,
        carriesSecrets: true,
        reasons: [.wrongPassword, .hasSecondFactor, .throttled]
    )

    public struct Request: Message {
        /// One's password.
        public let password: String

        /// Makes a request.
        public init(
            password: String
        ) {
            self.password = password
        }
    }

    public struct Reply: Message {
        /// In base32, for typing.
        public let secret: String
        /// As `otpauth://totp/…`, for a QR code.
        public let otpauthUri: String

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(
            secret: String,
            otpauthUri: String
        ) {
            self.secret = secret
            self.otpauthUri = otpauthUri
        }
    }
}

extension BeginSecondFactor.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("password", \.password, IdentityLimits.password)
    ]
}

/// Shows that one's device makes the right codes, from when on log-ins ask for them.
///
/// The other sessions end. The recovery codes are told once.
public enum ConfirmSecondFactor: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/ConfirmSecondFactor",
        .command,
        "Puts one-time codes in force, and tells recovery codes.",
        access: .anyOf(.user).refusingImpersonators,
        routing: .tenant,
        carriesSecrets: true,
        reasons: [.secondFactorInvalid, .wrongState, .throttled]
    )

    public struct Request: Message {
        /// The code that the device shows.
        public let code: String

        /// Makes a request.
        public init(
            code: String
        ) {
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

extension ConfirmSecondFactor.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("code", \.code, IdentityLimits.code)
    ]
}
