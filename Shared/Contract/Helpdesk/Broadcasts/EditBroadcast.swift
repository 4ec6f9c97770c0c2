public import OctopusContract

/// Makes a draft of a broadcast.
public enum CreateBroadcast: Method {
    public typealias Reply = BroadcastStanding

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/CreateBroadcast",
        .command,
        "Makes a draft of a message to many.",
        access: .anyOf(.partnerUser(.messages, .full)),
        routing: .partner,
        reasons: [.partnerSuspended, .notInPackage, .tooManyBroadcasts]
    )

    public struct Request: Message {
        /// What the partner decides about it.
        public let terms: BroadcastTerms

        /// Makes a request.
        public init(terms: BroadcastTerms) {
            self.terms = terms
        }
    }
}

extension CreateBroadcast.Request {
    public static let limits: [FieldLimit<Self>] = [.inside("terms", \.terms)]
}

/// Replaces everything of a draft: what is absent is removed.
public enum EditBroadcast: Method {
    public typealias Reply = BroadcastStanding

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/EditBroadcast",
        .command,
        "Changes a draft of a message to many.",
        access: .anyOf(.partnerUser(.messages, .update)),
        routing: .partner,
        reasons: [.wrongState, .partnerSuspended, .notInPackage]
    )

    public struct Request: Message {
        /// Which one.
        public let broadcastId: BroadcastID
        /// The version that was read.
        public let version: Int64
        /// What the partner decides about it.
        public let terms: BroadcastTerms

        /// Makes a request.
        public init(broadcastId: BroadcastID, version: Int64, terms: BroadcastTerms) {
            self.broadcastId = broadcastId
            self.version = version
            self.terms = terms
        }
    }
}

extension EditBroadcast.Request {
    public static let limits: [FieldLimit<Self>] = [.inside("terms", \.terms)]
}
