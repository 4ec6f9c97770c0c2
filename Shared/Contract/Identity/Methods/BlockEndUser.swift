public import OctopusContract

/// Blocks an end user.
///
/// One who is blocked already stays so, and nothing changes.
public enum BlockEndUser: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/BlockEndUser",
        .command,
        "Shuts an end user out; his sessions end at once.",
        access: .anyOf(.tenantUser(.users, .update)),
        routing: .tenant
    )

    public struct Request: Message {
        public let endUserId: EndUserID

        public init(endUserId: EndUserID) {
            self.endUserId = endUserId
        }
    }

    public struct Reply: Message {
        public let version: Int64

        public init(version: Int64) {
            self.version = version
        }
    }
}
