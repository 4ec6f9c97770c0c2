public import OctopusContract

// What can be done with a request:
//
//     pending ──▶ approved, rejected   by the tenant
//        └──────▶ cancelled            by who asked
//
// It has no version to name: what was asked for never changes, and the first step is the last.

/// Approves a request; what was asked for holds from then on.
public enum ApproveRequest: Method {
    public static let declaration = MethodDeclaration(
        "partners.v1/ApproveRequest",
        .command,
        "Approves a request, which is mailed to who asked.",
        access: .anyOf(.tenantUser(.partnerManagement, .update)).refusingImpersonators,
        routing: .tenant,
        reasons: [
            .alreadyDecided, .ownRequest, .partnerSuspended, .ownerEmailTaken, .aboveLimits,
        ]
    )

    public struct Request: Message {
        /// Which one.
        public let requestId: RequestID

        /// Makes a request.
        public init(requestId: RequestID) {
            self.requestId = requestId
        }
    }

    public typealias Reply = DecidedRequest
}

/// Rejects a request, and says why.
public enum RejectRequest: Method {
    public static let declaration = MethodDeclaration(
        "partners.v1/RejectRequest",
        .command,
        "Rejects a request; the reason is mailed to who asked.",
        access: .anyOf(.tenantUser(.partnerManagement, .update)).refusingImpersonators,
        routing: .tenant,
        reasons: [.alreadyDecided, .ownRequest]
    )

    public struct Request: Message {
        /// Which one.
        public let requestId: RequestID
        /// Why, for who asked.
        public let reason: String

        /// Makes a request.
        public init(requestId: RequestID, reason: String) {
            self.requestId = requestId
            self.reason = reason
        }
    }

    public typealias Reply = DecidedRequest
}

extension RejectRequest.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("reason", \.reason, PartnersLimits.reason)
    ]
}

/// Takes a request back that was not decided yet.
public enum CancelRequest: Method {
    public static let declaration = MethodDeclaration(
        "partners.v1/CancelRequest",
        .command,
        "Takes a request back that was not decided yet.",
        access: .anyOf(.partnerUser(.myAccount, .update)),
        routing: .partner,
        reasons: [.alreadyDecided]
    )

    public struct Request: Message {
        /// Which one.
        public let requestId: RequestID

        /// Makes a request.
        public init(requestId: RequestID) {
            self.requestId = requestId
        }
    }

    public typealias Reply = PartnerRequest
}
