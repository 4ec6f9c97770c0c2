public import OctopusContract

// What can be done with a broadcast:
//
//     draft ──▶ scheduled ──▶ sending ──▶ sent       by time, from `scheduled` on
//       ├─────▶ requested ──▶ scheduled              approved by the tenant, if it reaches everybody
//       ◀───────────┘                                rejected, or the request cancelled
//                   sending ◀──▶ paused              by its partner, or where it can't go on
//       └── scheduled, sending, paused ──▶ cancelled

/// Lets a broadcast begin at its time; one that reaches others than followers asks the tenant first.
public enum ScheduleBroadcast: Method {
    public typealias Reply = BroadcastStanding

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/ScheduleBroadcast",
        .command,
        "Lets a message to many begin at its time, or asks the tenant for its approval.",
        access: .anyOf(.partnerUser(.messages, .full)),
        routing: .partner,
        reasons: [.wrongState, .partnerSuspended, .notInPackage, .packageLimit]
    )

    public struct Request: Message {
        /// Which one.
        public let broadcastId: BroadcastID
        /// The version that was read.
        public let version: Int64

        /// Makes a request.
        public init(broadcastId: BroadcastID, version: Int64) {
            self.broadcastId = broadcastId
            self.version = version
        }
    }
}

/// The broadcast that a step is taken with, whatever its version: that rises while it is sent.
public struct BroadcastChoice: Message {
    /// Which one.
    public let broadcastId: BroadcastID

    /// Makes a choice.
    public init(broadcastId: BroadcastID) {
        self.broadcastId = broadcastId
    }
}

/// Lets a broadcast rest; nobody gets it until it is resumed.
public enum PauseBroadcast: Method {
    public typealias Request = BroadcastChoice
    public typealias Reply = BroadcastStanding

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/PauseBroadcast",
        .command,
        "Lets a message to many rest.",
        access: .anyOf(.partnerUser(.messages, .update)),
        routing: .partner,
        reasons: [.wrongState, .partnerSuspended]
    )
}

/// Lets a paused broadcast go on with those who have not got it.
public enum ResumeBroadcast: Method {
    public typealias Request = BroadcastChoice
    public typealias Reply = BroadcastStanding

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/ResumeBroadcast",
        .command,
        "Lets a paused message to many go on with those who have not got it.",
        access: .anyOf(.partnerUser(.messages, .update)),
        routing: .partner,
        reasons: [.wrongState, .partnerSuspended, .notInPackage, .packageLimit]
    )
}

/// Ends a broadcast for good; who has it keeps it.
///
/// One that waits for the tenant is a draft again once its request is taken back
/// (`partners.v1/CancelRequest`).
public enum CancelBroadcast: Method {
    public typealias Request = BroadcastChoice
    public typealias Reply = BroadcastStanding

    public static let declaration = MethodDeclaration(
        "helpdesk.v1/CancelBroadcast",
        .command,
        "Ends a message to many for good; who has it keeps it.",
        access: .anyOf(.partnerUser(.messages, .update)),
        routing: .partner,
        reasons: [.wrongState, .partnerSuspended]
    )
}

/// What became of a broadcast by a step.
public struct BroadcastStanding: Message {
    /// Which one.
    public let broadcastId: BroadcastID
    /// Its version now.
    public let version: Int64
    /// Where it stands now.
    public let status: BroadcastStatus
    /// The request for the tenant's approval.
    public let requestId: RequestID?

    /// Makes one from its fields.
    public init(
        broadcastId: BroadcastID,
        version: Int64,
        status: BroadcastStatus,
        requestId: RequestID? = nil
    ) {
        self.broadcastId = broadcastId
        self.version = version
        self.status = status
        self.requestId = requestId
    }
}
