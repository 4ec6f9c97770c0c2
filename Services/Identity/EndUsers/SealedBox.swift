import COctopusSodium
import OctopusCBOR
import OctopusContract
import OctopusMesh
import OctopusServiceKit

/// What one program alone can read, whose CURVE key it is sealed to (libsodium's `crypto_box_seal`).
enum SealedBox {
    static func seal(_ message: some Message, to publicKey: String) throws -> Bytes {
        let plain = try CBOREncoder().encode(message)
        guard let key = CurvePublicKey(z85: publicKey), sodium_init() >= 0 else {
            throw Refusal(.internalError, "A program's key can't be read.")
        }
        var sealed = [UInt8](repeating: 0, count: plain.count + crypto_box_sealbytes())
        guard crypto_box_seal(&sealed, plain, UInt64(plain.count), key.bytes) == 0 else {
            throw Refusal(.internalError, "libsodium can't seal a message.")
        }
        return Bytes(sealed)
    }
}
