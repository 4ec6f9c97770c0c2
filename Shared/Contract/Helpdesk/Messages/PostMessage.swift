public import OctopusContract

/// Writes into a conversation, from either side; done twice with one client id, it is done once.
///
/// An operator writes where they have the conversation. A message of the end user's lets a finished
/// conversation go on. Who writes from outside faster than people do is `throttled`, with when to go on.
public enum PostMessage: Method {
    public static let declaration = MethodDeclaration(
        "helpdesk.v1/PostMessage",
        .command,
        "Writes into a conversation; a message with the same client id is stored once.",
        access: .anyOf(.partnerUser(.chat, .update), .endUser, .visitor),
        routing: .partner,
        reasons: [
            .notAnOperator, .conversationTaken, .wrongState, .chatDisabled, .notFollowing,
            .blockedByPartner, .endUserBlocked, .partnerSuspended, .clientIdReused,
            .engagementUnavailable, .operatorFull, .throttled,
        ]
    )

    public struct Request: Message {
        /// The conversation.
        public let conversationId: ConversationID
        /// What the sender calls the message: the same for a repetition, another for another.
        public let clientId: String
        /// What is written; with an attachment or an engagement it may be absent.
        public let text: String?
        /// A file that the sender has uploaded.
        public let fileId: FileID?
        /// What the sender calls the file: no path, and it ends as files of its type do.
        public let fileName: String?
        /// A coupon that an operator offers.
        public let couponId: CouponID?
        /// A promo that an operator offers.
        public let promoId: PromoID?

        /// Makes a request.
        public init(
            conversationId: ConversationID,
            clientId: String,
            text: String? = nil,
            fileId: FileID? = nil,
            fileName: String? = nil,
            couponId: CouponID? = nil,
            promoId: PromoID? = nil
        ) {
            self.conversationId = conversationId
            self.clientId = clientId
            self.text = text
            self.fileId = fileId
            self.fileName = fileName
            self.couponId = couponId
            self.promoId = promoId
        }
    }

    public struct Reply: Message {
        /// The message's place.
        public let seq: Int64
        /// When it came.
        public let at: Instant
        /// Where the conversation stood then.
        public let status: ConversationStatus

        /// Makes a reply.
        public init(seq: Int64, at: Instant, status: ConversationStatus) {
            self.seq = seq
            self.at = at
            self.status = status
        }
    }
}

extension PostMessage.Request {
    public static let limits: [FieldLimit<Self>] = [
        .text("clientId", \.clientId, HelpdeskLimits.clientID),
        .text("text", \.text, HelpdeskLimits.messageText),
        .text("fileName", \.fileName, HelpdeskLimits.fileName),
    ]
}
