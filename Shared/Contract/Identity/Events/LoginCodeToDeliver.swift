public import OctopusContract
public import struct OctopusCBOR.Bytes

/// A one-time code waits for the program that delivers the tenant's messages to phones.
///
/// It is about the end user. What is sent to whom is sealed: nobody but that program can read it.
public struct LoginCodeToDeliver: Event {
    public static let declaration = EventDeclaration(
        "identity.v1/LoginCodeToDeliver",
        .fact,
        "A one-time code is to be sent to an end user's phone."
    )

    /// The program that can open it.
    public let program: PrincipalID
    /// After that it is of no use.
    public let expiresAt: Instant

    /// Makes one from its fields.
    public init(program: PrincipalID, expiresAt: Instant) {
        self.program = program
        self.expiresAt = expiresAt
    }

    public struct Personal: Message {
        /// A `PhoneMessage`, sealed to the program's CURVE key as libsodium's `crypto_box_seal` does.
        ///
        /// `crypto_box_seal_open` opens it with the program's key pair. It is gone once the end user is
        /// erased.
        public let sealed: Bytes?

        /// Makes the personal fields.
        public init(sealed: Bytes?) {
            self.sealed = sealed
        }
    }
}

/// What is sent to a phone, as the program that delivers it finds it: CBOR inside `sealed`.
public struct PhoneMessage: Message {
    /// International, as `+385912345678`.
    public let to: String
    /// What the person reads.
    public let text: String

    /// Makes one from its fields.
    public init(to: String, text: String) {
        self.to = to
        self.text = text
    }
}
