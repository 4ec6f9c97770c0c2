import Crypto
package import FoundationEssentials

/// 256 random bits that open something: a refresh token, an invitation.
///
/// Its holder has the text; the database has the hash, which opens nothing.
package struct Secret: Sendable {
    package let text: String

    /// A secret that was kept somewhere, sealed.
    package init(text: String) {
        self.text = text
    }

    package static func drawn(in context: some Emitting) -> Secret {
        Secret(text: Data(context.randomBytes(32)).base64URLText)
    }

    package var hash: Data { Self.hash(of: text) }

    /// The hash of what somebody presents.
    ///
    /// The secret has enough entropy to need no salt.
    package static func hash(of text: String) -> Data {
        Data(SHA256.hash(data: Data(text.utf8)))
    }
}
