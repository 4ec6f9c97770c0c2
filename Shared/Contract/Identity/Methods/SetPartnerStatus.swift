public import OctopusContract

/// Changes whether a partner may work; a suspended one's sessions end at once.
public enum SetPartnerStatus: Method {
    public static let declaration = MethodDeclaration(
        "identity.v1/SetPartnerStatus",
        .command,
        "Suspends or reactivates a partner.",
        access: .anyOf(.tenantUser(.partnerManagement, .update)),
        routing: .tenant
    )

    public struct Request: Message {
        /// The partner.
        public let partnerId: PartnerID
        /// The version that was read.
        public let version: Int64
        /// What the partner may do from now on.
        public let status: PartnerStatus

        /// Makes a request.
        public init(partnerId: PartnerID, version: Int64, status: PartnerStatus) {
            self.partnerId = partnerId
            self.version = version
            self.status = status
        }
    }

    public struct Reply: Message {
        /// Rises with each change.
        public let version: Int64
        /// What the partner may do.
        public let status: PartnerStatus

        /// Makes a reply, as a service or a `FakeMesh` does.
        public init(version: Int64, status: PartnerStatus) {
            self.version = version
            self.status = status
        }
    }
}
