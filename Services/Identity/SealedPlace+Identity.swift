import OctopusIdentityContract
import OctopusStore
import struct FoundationEssentials.UUID

extension SealedPlace {
    /// The private half of a signing key.
    static func signingKey(_ id: UUID) -> SealedPlace {
        SealedPlace(table: "signing_keys", column: "sealed_private_key", row: id.rawBytes)
    }

    /// What a refresh token was traded for.
    static func refreshSuccessor(_ token: [UInt8]) -> SealedPlace {
        SealedPlace(table: "refresh_successors", column: "sealed", row: token)
    }

    /// What a user's device makes one-time codes from.
    static func secondFactor(_ user: UserID) -> SealedPlace {
        SealedPlace(table: "second_factors", column: "sealed_seed", row: user.uuid.rawBytes)
    }

    /// The digests of a chat operator's SIP account.
    static func sipDigests(_ user: UserID) -> SealedPlace {
        SealedPlace(table: "sip_accounts", column: "sealed_digests", row: user.uuid.rawBytes)
    }

    /// The address of somebody who forgot a password.
    static func resetRequest(_ id: UUID) -> SealedPlace {
        SealedPlace(table: "reset_requests", column: "sealed_email", row: id.rawBytes)
    }

    /// A code that an end user may log in with.
    static func loginCode(_ id: UUID) -> SealedPlace {
        SealedPlace(table: "login_codes", column: "sealed_code", row: id.rawBytes)
    }

    /// The address of somebody who wants to log in.
    static func codeRequest(_ id: UUID) -> SealedPlace {
        SealedPlace(table: "code_requests", column: "sealed_contact", row: id.rawBytes)
    }
}

extension UUID {
    fileprivate var rawBytes: [UInt8] { withUnsafeBytes(of: uuid) { Array($0) } }
}
