public import OctopusContract

/// Prepares an answer.
public enum CreateCannedResponse: Method {
    public typealias Request = CannedResponseTerms
    public typealias Reply = CannedResponse

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/CreateCannedResponse",
        .command,
        "Prepares an answer for the partner's operators.",
        access: .anyOf(.partnerUser(.cannedResponses, .full)),
        routing: .partner,
        reasons: [.notInPackage, .partnerSuspended, .shortCodeTaken, .tooManyCannedResponses]
    )
}

/// Changes a prepared answer.
public enum EditCannedResponse: Method {
    public typealias Reply = CannedResponse

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/EditCannedResponse",
        .command,
        "Changes a prepared answer.",
        access: .anyOf(.partnerUser(.cannedResponses, .update)),
        routing: .partner,
        reasons: [.notInPackage, .partnerSuspended, .shortCodeTaken]
    )

    public struct Request: Message {
        /// Which one.
        public let cannedResponseId: CannedResponseID
        /// The version that was read.
        public let version: Int64
        /// What it shall say.
        public let terms: CannedResponseTerms

        /// Makes a request.
        public init(
            cannedResponseId: CannedResponseID,
            version: Int64,
            terms: CannedResponseTerms
        ) {
            self.cannedResponseId = cannedResponseId
            self.version = version
            self.terms = terms
        }
    }
}

extension EditCannedResponse.Request {
    public static let limits: [FieldLimit<Self>] = [.inside("terms", \.terms)]
}

/// Removes a prepared answer; its short code is free again.
public enum DeleteCannedResponse: Method {
    public typealias Reply = Empty

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/DeleteCannedResponse",
        .command,
        "Removes a prepared answer; its short code is free again.",
        access: .anyOf(.partnerUser(.cannedResponses, .full)),
        routing: .partner,
        reasons: [.partnerSuspended]
    )

    public struct Request: Message {
        /// Which one.
        public let cannedResponseId: CannedResponseID
        /// The version that was read.
        public let version: Int64

        /// Makes a request.
        public init(cannedResponseId: CannedResponseID, version: Int64) {
            self.cannedResponseId = cannedResponseId
            self.version = version
        }
    }
}
