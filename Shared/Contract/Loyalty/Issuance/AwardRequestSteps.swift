public import OctopusContract

// What can be done with a request for an award:
//
//     pending ──▶ approved, rejected, cancelled
//        └──────▶ expired, after seven days

/// The request that is decided.
public struct DecidedAwardRequest: Message {
    /// The request.
    public let requestId: AwardRequestID

    /// Makes one from its fields.
    public init(requestId: AwardRequestID) {
        self.requestId = requestId
    }
}

/// Gives the points that somebody else asked to give.
///
/// The limits of who asked count, as they are now. The ledger's entry bears who approved; the request, who
/// asked.
public enum ApproveAward: Method {
    public typealias Request = DecidedAwardRequest
    public typealias Reply = AwardPoints.Reply

    public static let declaration = MethodDeclaration(
        "loyalty.v1/ApproveAward",
        .command,
        "Gives the points that somebody else asked to give.",
        access: .anyOf(.partnerUser(.points, .full)).refusingImpersonators,
        routing: .partner,
        reasons: [
            .wrongState, .ownRequest, .pointTypeRetired, .endUserBlocked, .partnerSuspended,
            .notInPackage, .balanceTooLarge, .issuanceLimit, .referenceTaken,
            .validityOver,
        ]
    )
}

/// Refuses to give the points that somebody else asked to give.
public enum RejectAward: Method {
    public typealias Request = DecidedAwardRequest
    public typealias Reply = Empty

    public static let declaration = MethodDeclaration(
        "loyalty.v1/RejectAward",
        .command,
        "Refuses to give the points that somebody else asked to give.",
        access: .anyOf(.partnerUser(.points, .full)).refusingImpersonators,
        routing: .partner,
        reasons: [.wrongState, .ownRequest, .partnerSuspended]
    )
}

/// Takes one's own request back.
public enum CancelAwardRequest: Method {
    public typealias Request = DecidedAwardRequest
    public typealias Reply = Empty

    public static let declaration = MethodDeclaration(
        "loyalty.v1/CancelAwardRequest",
        .command,
        "Takes back the caller's own request for an award.",
        access: .anyOf(.partnerUser(.points, .update)),
        routing: .partner,
        reasons: [.wrongState, .partnerSuspended]
    )
}
