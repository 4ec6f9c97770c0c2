public import OctopusContract

/// Revokes a program's key for good.
///
/// One that is revoked already stays so.
public enum RevokePrincipal: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/RevokePrincipal",
        .command,
        "Shuts a program out, from its next frame on.",
        access: .anyOf(.installation),
        routing: .none
    )

    public struct Request: Message {
        public let principalId: PrincipalID

        public init(principalId: PrincipalID) {
            self.principalId = principalId
        }
    }

    public typealias Reply = Empty
}
