package import OctopusIdentityContract
package import OctopusServiceKit

extension GetSigningKeys: ReadHandler {
    package static func run(
        _ request: Request,
        in context: ReadContext<IdentityEnvironment>
    ) throws -> Reply {
        Reply(
            keys: try SigningKeys.alive(context.database).map { key in
                PublishedKey(
                    keyId: key.keyId,
                    keyType: "OKP",
                    curve: "Ed25519",
                    publicKey: key.publicKey.base64URLText,
                    usedFromAt: key.usedFromAt,
                    audience: key.audience
                )
            }
        )
    }
}
