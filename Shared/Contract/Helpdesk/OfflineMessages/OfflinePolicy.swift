public import OctopusContract

/// Which operators get by mail what is left while nobody is there.
public struct OfflinePolicy: Message {
    /// Rises with each change; 0 while nothing was ever set.
    public let version: Int64
    /// The chosen ones who still are operators; none: all administrators get it.
    public let operatorIds: [UserID]

    /// Makes one from its fields.
    public init(version: Int64, operatorIds: [UserID]) {
        self.version = version
        self.operatorIds = operatorIds
    }
}

/// Shows which operators get what is left while nobody is there.
public enum GetOfflinePolicy: Method {
    public typealias Request = Empty
    public typealias Reply = OfflinePolicy

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/GetOfflinePolicy",
        .read,
        "Shows which operators get by mail what is left while nobody is there.",
        access: .anyOf(.partnerUser(.chat, .view)),
        routing: .partner
    )
}

/// Chooses the operators who get what is left while nobody is there.
public enum EditOfflinePolicy: Method {
    public typealias Reply = OfflinePolicy

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/EditOfflinePolicy",
        .command,
        "Chooses the operators who get by mail what is left while nobody is there.",
        access: .anyOf(.partnerUser(.chat, .update)),
        routing: .partner,
        reasons: [.administratorsOnly, .partnerSuspended]
    )

    public struct Request: Message {
        /// The version that was read.
        public let version: Int64
        /// At most 20 of the partner's operators; none: all administrators get it.
        public let operatorIds: [UserID]

        /// Makes a request.
        public init(version: Int64, operatorIds: [UserID]) {
            self.version = version
            self.operatorIds = operatorIds
        }
    }
}
