public import OctopusContract

/// Blocks an end user.
///
/// One who is blocked already stays so, and nothing changes.
public enum BlockEndUser: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/BlockEndUser",
        .command,
        "Shuts an end user out; their sessions end at once.",
<<<<<<< HEAD
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

/// Lifts the block of an end user, who then logs in anew.
public enum UnblockEndUser: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/UnblockEndUser",
        .command,
        "Lets a blocked end user in again.",
=======
>>>>>>> 625ab39 (Every public symbol of loyalty's contract is documented; deploy/release demands that programs say their version)
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
