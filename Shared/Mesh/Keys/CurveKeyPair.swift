import COctopusZeroMQ

/// A program's CURVE key pair.
///
/// The secret half never leaves this type but for the socket's option and the key file, and no
/// description shows it.
public struct CurveKeyPair: Sendable, CustomStringConvertible {
    /// The half that is told to services and put into the mesh map.
    public let publicKey: CurvePublicKey
    let secretKey: String

    /// Makes a new pair from the system's randomness.
    public static func generate() -> CurveKeyPair {
        var publicText = [CChar](repeating: 0, count: CurvePublicKey.z85Count + 1)
        var secretText = [CChar](repeating: 0, count: CurvePublicKey.z85Count + 1)
        guard zmq_curve_keypair(&publicText, &secretText) == 0,
            let pair = CurveKeyPair(secretKey: text(secretText)),
            pair.publicKey.z85 == text(publicText)
        else {
            fatalError("libzmq was built without CURVE; install one that has it")
        }
        return pair
    }

    /// Derives the public half; nil if `secretKey` is not a key in Z85.
    package init?(secretKey: String) {
        guard Z85.decode(secretKey, byteCount: CurvePublicKey.byteCount) != nil else { return nil }
        var publicText = [CChar](repeating: 0, count: CurvePublicKey.z85Count + 1)
        guard zmq_curve_public(&publicText, secretKey) == 0,
            let publicKey = CurvePublicKey(z85: Self.text(publicText))
        else { return nil }
        self.publicKey = publicKey
        self.secretKey = secretKey
    }

    /// Names the public half only.
    public var description: String { "key pair of \(publicKey)" }

    private static func text(_ characters: [CChar]) -> String {
        String(decoding: characters.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
