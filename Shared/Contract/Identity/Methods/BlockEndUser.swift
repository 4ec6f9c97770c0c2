public import OctopusContract

/// Blocks an end user.
///
/// One who is blocked already stays so, and nothing changes.
public enum BlockEndUser: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/BlockEndUser",
        .command,
        "Shuts an end user out; their sessions end at once.",
        access: .anyOf(.tenantUser(.users, .update)),
        routing: .tenant
    )

    public struct Request: Message {
        /// The end user.
        public let endUserId: EndUserID

        /// Makes a request.
        public init(endUserId: EndUserID) {
            self.endUserId = endUserId
        }
    }

    public struct Reply: Message {
        /// Rises with each change of the end user.
        public let version: Int64

        /// Makes a reply, as a service or a `FakeMesh` does.
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
        access: .anyOf(.tenantUser(.users, .update)),
        routing: .tenant
    )

    public struct Request: Message {
        /// The end user.
        public let endUserId: EndUserID

        /// Makes a request.
        public init(endUserId: EndUserID) {
            self.endUserId = endUserId
        }
    }

    public struct Reply: Message {
        /// Rises with each change of the end user.
        public let version: Int64

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(version: Int64) {
            self.version = version
        }
    }
}
