public import OctopusContract

/// Erases an end user for good.
///
/// Their name and addresses are gone in identity at once and in every service within seconds, from the
/// files, too; so are codes and mails that wait for them. Their sessions end. Ledgers keep the bare id,
/// and their End-user ID is given to nobody else. A restore of a database does not bring them back. One
/// who is erased already stays so, and nothing changes.
public enum EraseEndUser: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/EraseEndUser",
        .command,
        "Erases what is personal of an end user, in every service and for good.",
        access: .anyOf(.tenantUser(.users, .full)).refusingImpersonators,
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
