public import OctopusContract

// What can be done with a partner: active ◀──▶ suspended

/// Suspends a partner: its people's sessions end, and its things are hidden and kept.
public enum SuspendPartner: Method {
    public typealias Reply = MyPartner

    public static let declaration = MethodDeclaration(
        "partners.v1/SuspendPartner",
        .command,
        "Suspends a partner; its sessions end everywhere within a second, and it keeps its data.",
        access: .anyOf(.tenantUser(.partnerManagement, .update)),
        routing: .tenant,
        reasons: [.wrongState]
    )

    public struct Request: Message {
        /// The partner.
        public let partnerId: PartnerID
        /// The version that was read.
        public let version: Int64
        /// Why; it stands in the partner's activity.
        public let reason: String

        /// Makes a request.
        public init(partnerId: PartnerID, version: Int64, reason: String) {
            self.partnerId = partnerId
            self.version = version
            self.reason = reason
        }
    }
}

extension SuspendPartner.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("reason", \.reason, PartnersLimits.reason)
    ]
}

/// Lets a suspended partner do business again.
public enum ReactivatePartner: Method {
    public typealias Reply = MyPartner

    public static let declaration = MethodDeclaration(
        "partners.v1/ReactivatePartner",
        .command,
        "Lets a suspended partner do business again; its people log in anew.",
        access: .anyOf(.tenantUser(.partnerManagement, .update)),
        routing: .tenant,
        reasons: [.wrongState]
    )

    public struct Request: Message {
        /// The partner.
        public let partnerId: PartnerID
        /// The version that was read.
        public let version: Int64

        /// Makes a request.
        public init(partnerId: PartnerID, version: Int64) {
            self.partnerId = partnerId
            self.version = version
        }
    }
}
