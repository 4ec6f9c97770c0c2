import Crypto
import FoundationEssentials
import OctopusServiceKit

/// 256 random bits that open something: a refresh token, an invitation.
///
/// Its holder has the text; the database has the hash, which opens nothing.
struct Secret: Sendable {
    let text: String

    static func drawn(in context: some Emitting) -> Secret {
        Secret(text: Data(context.randomBytes(32)).base64URLText)
    }

    var hash: Data { Self.hash(of: text) }

    /// The hash of what somebody presents.
    ///
    /// The secret has enough entropy to need no salt.
    static func hash(of text: String) -> Data {
        Data(SHA256.hash(data: Data(text.utf8)))
    }
}
